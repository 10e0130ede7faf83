/// What an ACME server says is wrong (RFC 7807, RFC 8555 §6.7).
struct ACMEProblem: Decodable, Error, Hashable, Sendable {
    struct Sub: Decodable, Hashable, Sendable {
        var type: String?
        var detail: String?
        var identifier: ACMEIdentifier?
    }

    var type: String
    var detail: String
    var subproblems: [Sub]

    enum CodingKeys: CodingKey { case type, detail, subproblems }

    init(type: String, detail: String) {
        self.type = type
        self.detail = detail
        subproblems = []
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        type = try values.decodeIfPresent(String.self, forKey: .type) ?? "about:blank"
        detail = try values.decodeIfPresent(String.self, forKey: .detail) ?? ""
        subproblems = (try? values.decodeIfPresent([Sub].self, forKey: .subproblems)) ?? []
    }

    /// The type without its prefix: `badNonce`, `rateLimited`.
    var kind: String {
        let prefix = "urn:ietf:params:acme:error:"
        return type.hasPrefix(prefix) ? String(type.dropFirst(prefix.count)) : type
    }

    /// The server's own words, with those of its parts.
    var text: String {
        let parts = subproblems.map { part in
            (part.identifier.map { "\($0.value): " } ?? "") + (part.detail ?? part.type ?? "")
        }
        return ([detail] + parts).filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
