/// What `edge certs` tells of one certificate.
package struct CertificateStatus: Sendable, Codable, Hashable {
    package var names: [String]
    package var issuer: String
    /// `valid`, `pending`, `ordering`.
    package var state: String
    /// Seconds since 1970.
    package var notAfter: Int?
    package var nextRenewal: Int?
    package var lastError: String?

    package init(
        names: [String], issuer: String, state: String, notAfter: Int? = nil, nextRenewal: Int? = nil,
        lastError: String? = nil
    ) {
        self.names = names
        self.issuer = issuer
        self.state = state
        self.notAfter = notAfter
        self.nextRenewal = nextRenewal
        self.lastError = lastError
    }
}
