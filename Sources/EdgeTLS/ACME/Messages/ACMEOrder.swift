/// An order for one certificate (RFC 8555 §7.1.3).
struct ACMEOrder: Decodable, Sendable {
    var status: String
    var authorizations: [String]
    var finalize: String
    var certificate: String?
    var error: ACMEProblem?
}
