/// What a certificate is for (RFC 8555 §9.7.7, RFC 8738 §3).
struct ACMEIdentifier: Codable, Hashable, Sendable {
    var type: String
    var value: String

    init(_ name: String) {
        let address = AddressText.canonical(name)
        type = address == nil ? "dns" : "ip"
        value = address ?? name
    }
}
