/// `reverse_proxy`, and `->`.
public struct ReverseProxy: Sendable, Equatable {
    /// `upstreams`
    public var upstreams: [UpstreamAddress] = []
    /// `lb_policy`
    public var policy: Located<BalancingPolicy>?
    /// `lb_try_duration`: how long a request is held for an upstream that is away.
    public var tryDuration: Located<Duration>?
    /// `lb_try_interval`
    public var tryInterval: Located<Duration>?
    /// `lb_retries`
    public var retries: Located<Int>?
    /// `lb_slow_start`: how long an upstream that came back takes less than its share.
    public var slowStart: Located<Duration>?
    /// `health_…`
    public var health: HealthCheck = HealthCheck()
    /// `fail_duration`, `max_fails`, `unhealthy_…`
    public var passive: PassiveHealth = PassiveHealth()
    /// `flush_interval -1`; answers are never held back here.
    public var flushInterval: Located<Int>?
    /// `header_up`, in the order of the file.
    public var headerUp: [HeaderEdit] = []
    /// `header_down`, in the order of the file.
    public var headerDown: [HeaderEdit] = []
    /// `trusted_proxies`
    public var trustedProxies: [Located<AddressRange>] = []
    /// `transport http`
    public var transport: TransportSettings = TransportSettings()

    public init() {}
}
