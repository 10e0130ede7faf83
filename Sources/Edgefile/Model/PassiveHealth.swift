/// What is learnt about upstreams from the requests that they get.
public struct PassiveHealth: Sendable, Equatable {
    /// `fail_duration`
    public var failDuration: Located<Duration>?
    /// `max_fails`
    public var maxFails: Located<Int>?
    /// `unhealthy_status`
    public var unhealthyStatus: [Located<StatusPattern>] = []
    /// `unhealthy_latency`
    public var unhealthyLatency: Located<Duration>?
    /// `unhealthy_request_count`
    public var unhealthyRequestCount: Located<Int>?

    public init() {}
}
