/// Where an ACME server takes what (RFC 8555 §7.1.1).
struct ACMEDirectory: Decodable, Sendable {
    struct Meta: Decodable, Sendable {
        var externalAccountRequired: Bool?
        /// Names of profiles, with words for people.
        var profiles: [String: String]?
    }

    var newNonce: String
    var newAccount: String
    var newOrder: String
    /// RFC 9773 §4; where it is missing the CA has no opinion on when to renew.
    var renewalInfo: String?
    var meta: Meta?
}
