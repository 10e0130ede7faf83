/// Kinds of keys that certificates are asked for with.
public enum CertificateKeyKind: String, Sendable, Hashable, CaseIterable {
    /// What every browser takes; a signature costs a twentieth of RSA's.
    case p256
    /// ECDSA for who is told to have 192 bits of security.
    case p384
    /// For clients older than ECDSA.
    case rsa2048
    /// Costs each handshake some six times as much as `rsa2048`.
    case rsa4096
}
