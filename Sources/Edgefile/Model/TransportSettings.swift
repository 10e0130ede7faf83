/// `transport http { … }`: how upstreams are talked to.
public struct TransportSettings: Sendable, Equatable {
    public var dialTimeout: Located<Duration>?
    public var responseHeaderTimeout: Located<Duration>?
    public var readTimeout: Located<Duration>?
    public var writeTimeout: Located<Duration>?
    /// Whether upstreams speak TLS, whatever their scheme.
    public var tls: Located<Bool>?
    public var tlsInsecureSkipVerify: Located<Bool>?
    public var tlsServerName: Located<Template>?
    /// PEM files.
    public var tlsTrustedCACerts: [Located<String>] = []
    public var tlsClientAuth: CertificatePair?
    public var tlsTimeout: Located<Duration>?
    /// How long an idle connection is kept; zero for `off`.
    public var keepalive: Located<Duration>?
    public var keepaliveIdleConnections: Located<Int>?
    public var keepaliveIdleConnectionsPerHost: Located<Int>?
    public var maxConnectionsPerHost: Located<Int>?
    /// In bytes.
    public var maxResponseHeader: Located<Int>?
    public var versions: [Located<UpstreamVersion>] = []
    /// False for `compression off`.
    public var compression: Located<Bool>?
    public var proxyProtocol: Located<ProxyProtocolVersion>?
    public var localAddress: Located<String>?

    public init() {}
}
