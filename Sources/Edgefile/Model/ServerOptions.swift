/// `servers [ADDRESS] { … }`: what holds for the listeners of one address, or for all.
public struct ServerOptions: Sendable, Equatable {
    public var location: SourceLocation
    /// `:443` and the like; `nil` for all.
    public var listener: Located<String>?
    public var timeouts: TimeoutSettings = TimeoutSettings()
    public var trustedProxies: [Located<AddressRange>] = []
    /// Read from the right; here that is always so.
    public var trustedProxiesStrict: Located<Bool>?
    public var clientIPHeaders: [Located<String>] = []
    public var proxyProtocol: ProxyProtocolSettings?
    /// In bytes.
    public var maxHeaderSize: Located<Int>?
    public var keepaliveInterval: Located<Duration>?
    public var protocols: [Located<ServerProtocol>] = []
    public var strictSNIHost: Located<Bool>?
    public var logCredentials: Located<Bool>?
    public var metrics: Located<Bool>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
