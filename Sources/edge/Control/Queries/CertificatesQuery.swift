/// `edge certs`
struct CertificatesQuery: ControlQuery {
    typealias Answer = [CertificateReport]
    static let command = "certs"
}

/// One certificate as `edge certs` shows it. Times are seconds since 1970.
struct CertificateReport: Codable, Sendable {
    var names: [String]
    /// `acme`, `internal`, `file`, `certbot` or `acme.sh`.
    var source: String
    /// Who has signed it; for one that is not there yet, who is asked.
    var issuer: String
    /// `valid`, `pending`, `ordering`, `renewing`, `expired`, or `unusable` for files that cannot be read.
    var state: String
    /// What proved the names to a CA the last time.
    var challenge: String?
    var notAfter: Int?
    /// When it is renewed, or when a failed attempt is repeated; `nil` for files, which somebody else renews.
    var renewal: Int?
    var lastError: String?

    enum CodingKeys: String, CodingKey {
        case names, source, issuer, state, challenge, renewal
        case notAfter = "not_after"
        case lastError = "last_error"
    }
}
