/// `tls`
public struct TLSSettings: Sendable, Equatable {
    /// Where it was written.
    public var location: SourceLocation
    /// Where certificates come from; `nil` for the ordinary way.
    public var source: Located<CertificateSource>?
    /// `email`
    public var email: Located<String>?
    /// `issuer`, in the order in which they are asked.
    public var issuers: [Issuer] = []
    /// `ca`: directory addresses, in order.
    public var ca: [Located<String>] = []
    /// `ca_root`: PEM files.
    public var caRoots: [Located<String>] = []
    /// `eab`
    public var eab: Located<ExternalAccountBinding>?
    /// `dns`
    public var dns: Located<DNSProvider>?
    /// `propagation_delay`
    public var propagationDelay: Located<Duration>?
    /// `nil` also for `-1`; see `skipsPropagation`.
    public var propagationTimeout: Located<Duration>?
    /// `propagation_timeout -1`
    public var skipsPropagation: Located<Bool>?
    /// `dns_ttl`
    public var dnsTTL: Located<Duration>?
    /// `dns_challenge_override_domain`
    public var dnsOverrideDomain: Located<String>?
    /// `resolvers`
    public var resolvers: [Located<String>] = []
    /// What a handshake gets before the first certificate.
    public var pending: Located<PendingCertificate>?
    /// `protocols`
    public var minimumVersion: Located<TLSVersion>?
    /// `protocols`
    public var maximumVersion: Located<TLSVersion>?
    /// `ciphers`
    public var ciphers: [Located<String>] = []
    /// `curves`
    public var curves: [Located<String>] = []
    /// `alpn`
    public var alpn: [Located<String>] = []
    /// `key_type`
    public var keyType: Located<KeyType>?
    /// `reuse_private_keys`
    public var reusePrivateKeys: Located<Bool>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
