/// A certificate with its key, as PEM files.
public struct CertificatePair: Sendable, Equatable {
    public var certificate: Located<String>
    public var key: Located<String>

    public init(certificate: Located<String>, key: Located<String>) {
        self.certificate = certificate
        self.key = key
    }
}
