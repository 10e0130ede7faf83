/// The global block, and what a flag of the same name would set.
public struct GlobalOptions: Sendable, Equatable {
    /// Whether events are logged in full.
    public var debug: Located<Bool>?
    /// `http_port`
    public var httpPort: Located<Int>?
    /// `https_port`
    public var httpsPort: Located<Int>?
    /// `default_bind`: local addresses for sites that have no `bind`.
    public var defaultBind: [Located<String>] = []
    /// `email`: the contact of the ACME account.
    public var email: Located<String>?
    /// `auto_https`
    public var autoHTTPS: Located<AutoHTTPS>?
    /// `local_certs`: every certificate comes from the local CA.
    public var localCerts: Located<Bool>?
    /// `skip_install_trust`
    public var skipInstallTrust: Located<Bool>?
    /// `acme_ca`: directory addresses, in the order in which they are asked.
    public var acmeCA: [Located<String>] = []
    /// `acme_ca_root`: PEM files with roots that those are trusted by.
    public var acmeCARoots: [Located<String>] = []
    /// `acme_eab`
    public var acmeEAB: Located<ExternalAccountBinding>?
    /// `acme_dns`
    public var acmeDNS: Located<DNSProvider>?
    /// `acme_webroot`: a folder where another client leaves its HTTP-01 files.
    public var acmeWebroot: Located<String>?
    /// `cert_issuer`, in order.
    public var issuers: [Issuer] = []
    /// `key_type`
    public var keyType: Located<KeyType>?
    /// `default_sni`
    public var defaultSNI: Located<String>?
    /// `fallback_sni`
    public var fallbackSNI: Located<String>?
    /// `grace_period`
    public var gracePeriod: Located<Duration>?
    /// `drain_window`
    public var drainWindow: Located<Duration>?
    /// The clocks: `read_header`, `read_body`, `write`, `idle`, `min_rate`.
    public var timeouts: TimeoutSettings = TimeoutSettings()
    /// `servers`
    public var servers: [ServerOptions] = []
    /// `trusted_proxies` for all listeners.
    public var trustedProxies: [Located<AddressRange>] = []
    /// `client_ip_headers`
    public var clientIPHeaders: [Located<String>] = []
    /// `proxy_protocol` on all listeners.
    public var proxyProtocol: ProxyProtocolSettings?
    /// `max_body` in bytes, for sites that set none.
    public var maxBody: Located<Int>?
    /// `max_uploads`
    public var maxUploads: MaxUploads?
    /// `limits`
    public var limits: LimitSettings?
    /// `log`: where events go.
    public var logs: [LogSettings] = []
    /// `metrics`: a loopback address to serve them on.
    public var metrics: Located<String>?
    /// `workers`
    public var workers: Located<Int>?
    /// `data`, or `storage file_system`: the data folder.
    public var data: Located<String>?
    /// `control`: the control socket.
    public var control: Located<String>?
    /// `user`: who the process becomes once its ports are bound.
    public var user: Located<String>?

    public init() {}
}
