/// What a certificate says, for people and for schedules.
public struct CertificateInfo: Sendable, Hashable {
    /// The subject's distinguished name, as `CN = example.com`; empty for certificates that name hosts only in
    /// extensions.
    public let subject: String
    /// The issuer's distinguished name, in the same form.
    public let issuer: String
    /// Lower-case hexadecimal, without leading zeros.
    public let serialNumber: String
    /// DNS subject alternative names, lower case, in the certificate's order; wildcards as `*.example.com`.
    public let dnsNames: [String]
    /// IP subject alternative names, in their canonical text.
    public let ipAddresses: [String]
    /// Seconds since 1970-01-01T00:00:00Z.
    public let notBefore: Int
    /// Seconds since 1970-01-01T00:00:00Z; the certificate is valid up to this second, inclusive.
    public let notAfter: Int
    /// SHA-256 of the whole certificate, lower-case hexadecimal.
    public let fingerprint: String
    /// Whether it may sign others (basicConstraints).
    public let isAuthority: Bool

    /// From `notBefore` to `notAfter`, in seconds.
    public var lifetime: Int { notAfter - notBefore }

    /// Whether one of the names stands for the host (a DNS name in any case, or a literal address).
    public func covers(_ host: String) -> Bool {
        if let address = AddressText.canonical(host) { return ipAddresses.contains(address) }
        guard let name = ServerName.normalized(host) else { return false }
        return dnsNames.contains { ServerName.covers($0, name) }
    }
}
