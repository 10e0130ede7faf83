/// What a new certificate is to say.
struct CertificateFields {
    var commonName: String
    /// Normalized DNS names and canonical addresses; empty for authorities.
    var names: [String] = []
    /// Seconds since 1970.
    var notBefore: Int
    var notAfter: Int
    var role: Role

    enum Role {
        case leaf
        /// Answers a TLS-ALPN-01 challenge with the SHA-256 of its key authorization (RFC 8737 §3).
        case challenge(digest: [UInt8])
        /// May sign leaves, and authorities below it as deep as `depth`.
        case authority(depth: Int)
    }
}
