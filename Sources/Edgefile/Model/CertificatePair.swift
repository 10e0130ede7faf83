/// A certificate with its key, as PEM files.
public struct CertificatePair: Sendable, Equatable {
    /// The certificate.
    public var certificate: Located<String>
    /// The key.
    public var key: Located<String>

    public init(certificate: Located<String>, key: Located<String>) {
        self.certificate = certificate
        self.key = key
    }
}
