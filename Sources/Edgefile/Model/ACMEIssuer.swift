/// `issuer acme { … }`
public struct ACMEIssuer: Sendable, Equatable {
    /// `dir`
    public var directories: [Located<String>] = []
    /// `test_dir`
    public var testDirectory: Located<String>?
    /// `email`
    public var email: Located<String>?
    /// `profile`
    public var profile: Located<String>?
    /// `timeout`
    public var timeout: Located<Duration>?
    /// `disable_http_challenge`
    public var disableHTTPChallenge: Located<Bool>?
    /// `disable_tlsalpn_challenge`
    public var disableTLSALPNChallenge: Located<Bool>?
    /// `alt_http_port`
    public var alternativeHTTPPort: Located<Int>?
    /// `alt_tlsalpn_port`
    public var alternativeTLSALPNPort: Located<Int>?
    /// `eab`
    public var eab: Located<ExternalAccountBinding>?
    /// PEM files.
    public var trustedRoots: [Located<String>] = []
    /// `dns`
    public var dns: Located<DNSProvider>?
    /// `propagation_delay`
    public var propagationDelay: Located<Duration>?
    /// `propagation_timeout`
    public var propagationTimeout: Located<Duration>?
    /// `skips_propagation`
    public var skipsPropagation: Located<Bool>?
    /// `dns_ttl`
    public var dnsTTL: Located<Duration>?
    /// `dns_challenge_override_domain`
    public var dnsOverrideDomain: Located<String>?
    /// `resolvers`
    public var resolvers: [Located<String>] = []

    public init() {}
}
