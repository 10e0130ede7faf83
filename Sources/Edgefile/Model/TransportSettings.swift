/// `transport http { … }`: how upstreams are talked to.
public struct TransportSettings: Sendable, Equatable {
    /// `dial_timeout`
    public var dialTimeout: Located<Duration>?
    /// `response_header_timeout`
    public var responseHeaderTimeout: Located<Duration>?
    /// `read_timeout`
    public var readTimeout: Located<Duration>?
    /// `write_timeout`
    public var writeTimeout: Located<Duration>?
    /// Whether upstreams speak TLS, whatever their scheme.
    public var tls: Located<Bool>?
    /// `tls_insecure_skip_verify`
    public var tlsInsecureSkipVerify: Located<Bool>?
    /// `tls_server_name`
    public var tlsServerName: Located<Template>?
    /// PEM files.
    public var tlsTrustedCACerts: [Located<String>] = []
    /// `tls_client_auth`
    public var tlsClientAuth: CertificatePair?
    /// `tls_timeout`
    public var tlsTimeout: Located<Duration>?
    /// How long an idle connection is kept; zero for `off`.
    public var keepalive: Located<Duration>?
    /// `keepalive_idle_conns`
    public var keepaliveIdleConnections: Located<Int>?
    /// `keepalive_idle_conns_per_host`
    public var keepaliveIdleConnectionsPerHost: Located<Int>?
    /// `max_conns_per_host`
    public var maxConnectionsPerHost: Located<Int>?
    /// In bytes.
    public var maxResponseHeader: Located<Int>?
    /// `versions`
    public var versions: [Located<UpstreamVersion>] = []
    /// False for `compression off`.
    public var compression: Located<Bool>?
    /// `proxy_protocol`
    public var proxyProtocol: Located<ProxyProtocolVersion>?
    /// `local_address`
    public var localAddress: Located<String>?

    public init() {}
}
