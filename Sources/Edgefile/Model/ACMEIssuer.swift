/// `issuer acme { … }`
public struct ACMEIssuer: Sendable, Equatable {
    /// `dir`
    public var directories: [Located<String>] = []
    /// `test_dir`
    public var testDirectory: Located<String>?
    public var email: Located<String>?
    public var profile: Located<String>?
    public var timeout: Located<Duration>?
    public var disableHTTPChallenge: Located<Bool>?
    public var disableTLSALPNChallenge: Located<Bool>?
    public var alternativeHTTPPort: Located<Int>?
    public var alternativeTLSALPNPort: Located<Int>?
    public var eab: Located<ExternalAccountBinding>?
    /// PEM files.
    public var trustedRoots: [Located<String>] = []
    public var dns: Located<DNSProvider>?
    public var propagationDelay: Located<Duration>?
    public var propagationTimeout: Located<Duration>?
    public var skipsPropagation: Located<Bool>?
    public var dnsTTL: Located<Duration>?
    public var dnsOverrideDomain: Located<String>?
    public var resolvers: [Located<String>] = []

    public init() {}
}
