/// How certificates of some names are obtained.
public struct CertificatePolicy: Sendable, Hashable {
    /// Asked in order: the second when the first has failed.
    public var authorities: [ACMEAuthority]
    /// Makes TXT records for DNS-01.
    public var hook: DNSHook?
    /// Whether a renewal keeps the key of the certificate before.
    public var reusesKeys: Bool

    /// Certificates from these CAs.
    public init(authorities: [ACMEAuthority], hook: DNSHook? = nil, reusesKeys: Bool = false) {
        self.authorities = authorities
        self.hook = hook
        self.reusesKeys = reusesKeys
    }
}
