/// `tls`
public struct TLSSettings: Sendable, Equatable {
    public var location: SourceLocation
    /// Where certificates come from; `nil` for the ordinary way.
    public var source: Located<CertificateSource>?
    public var email: Located<String>?
    /// `issuer`, in the order in which they are asked.
    public var issuers: [Issuer] = []
    /// `ca`: directory addresses, in order.
    public var ca: [Located<String>] = []
    /// `ca_root`: PEM files.
    public var caRoots: [Located<String>] = []
    public var eab: Located<ExternalAccountBinding>?
    public var dns: Located<DNSProvider>?
    public var propagationDelay: Located<Duration>?
    /// `nil` also for `-1`; see `skipsPropagation`.
    public var propagationTimeout: Located<Duration>?
    /// `propagation_timeout -1`
    public var skipsPropagation: Located<Bool>?
    public var dnsTTL: Located<Duration>?
    public var dnsOverrideDomain: Located<String>?
    public var resolvers: [Located<String>] = []
    /// What a handshake gets before the first certificate.
    public var pending: Located<PendingCertificate>?
    /// `protocols`
    public var minimumVersion: Located<TLSVersion>?
    public var maximumVersion: Located<TLSVersion>?
    public var ciphers: [Located<String>] = []
    public var curves: [Located<String>] = []
    public var alpn: [Located<String>] = []
    public var keyType: Located<KeyType>?
    public var reusePrivateKeys: Located<Bool>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
