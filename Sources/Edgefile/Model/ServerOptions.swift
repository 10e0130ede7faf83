/// `servers [ADDRESS] { … }`: what holds for the listeners of one address, or for all.
public struct ServerOptions: Sendable, Equatable {
    /// Where it was written.
    public var location: SourceLocation
    /// `:443` and the like; `nil` for all.
    public var listener: Located<String>?
    /// `timeouts`
    public var timeouts: TimeoutSettings = TimeoutSettings()
    /// `trusted_proxies`
    public var trustedProxies: [Located<AddressRange>] = []
    /// Read from the right; here that is always so.
    public var trustedProxiesStrict: Located<Bool>?
    /// `client_ip_headers`
    public var clientIPHeaders: [Located<String>] = []
    /// `proxy_protocol`
    public var proxyProtocol: ProxyProtocolSettings?
    /// In bytes.
    public var maxHeaderSize: Located<Int>?
    /// `keepalive_interval`
    public var keepaliveInterval: Located<Duration>?
    /// `protocols`
    public var protocols: [Located<ServerProtocol>] = []
    /// `strict_sni_host`
    public var strictSNIHost: Located<Bool>?
    /// `log_credentials`
    public var logCredentials: Located<Bool>?
    /// `metrics`
    public var metrics: Located<Bool>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
