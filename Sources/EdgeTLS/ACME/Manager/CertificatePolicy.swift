/// How certificates of some names are obtained.
public struct CertificatePolicy: Sendable, Hashable {
    /// Asked in order: the second when the first has failed.
    public var authorities: [ACMEAuthority]
    /// Makes TXT records for DNS-01.
    public var hook: DNSHook?
    /// Whether a renewal keeps the key of the certificate before, if that is of the right kind.
    public var reusesKeys: Bool
    /// What keys are made.
    public var keyKind: CertificateKeyKind

    /// Certificates from these CAs.
    public init(
        authorities: [ACMEAuthority], hook: DNSHook? = nil, reusesKeys: Bool = false, keyKind: CertificateKeyKind = .p256
    ) {
        self.authorities = authorities
        self.hook = hook
        self.reusesKeys = reusesKeys
        self.keyKind = keyKind
    }
}
