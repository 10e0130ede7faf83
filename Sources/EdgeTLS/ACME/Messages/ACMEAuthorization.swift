/// Proof of control over one identifier (RFC 8555 §7.1.4).
struct ACMEAuthorization: Decodable, Sendable {
    var identifier: ACMEIdentifier
    var status: String
    /// Whether it is for `*.` and the identifier, which is without it.
    var wildcard: Bool?
    var challenges: [ACMEChallenge]

    /// The name in the order that it is about.
    var name: String { wildcard == true ? "*.\(identifier.value)" : identifier.value }
}

/// One way to prove it (RFC 8555 §7.1.5). Types that are not known are passed over.
struct ACMEChallenge: Decodable, Sendable {
    var type: String
    var url: String
    var token: String?
    var error: ACMEProblem?
}
