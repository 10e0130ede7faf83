/// Proof of control over one identifier (RFC 8555 §7.1.4).
struct ACMEAuthorization: Decodable, Sendable {
    var identifier: ACMEIdentifier
    var status: String
    var challenges: [ACMEChallenge]
}

/// One way to prove it (RFC 8555 §7.1.5). Types that are not known are passed over.
struct ACMEChallenge: Decodable, Sendable {
    var type: String
    var url: String
    var token: String?
    var error: ACMEProblem?
}
