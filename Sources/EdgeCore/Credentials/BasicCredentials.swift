/// A name and a password as a client sends them (RFC 7617 §2).
struct BasicCredentials {
    var name: [UInt8]
    var password: [UInt8]

    /// The credentials of a request; `nil` where it has none, or not exactly one pair.
    init?(_ request: RequestHead) {
        guard let value = Self.value(of: request) else { return nil }
        let parts = value.split(separator: ASCII.space, maxSplits: 1)
        guard parts.count == 2, parts[0].map(ASCII.lowercased).elementsEqual("basic".utf8),
            let pair = Base64.decode(Array(parts[1].drop { $0 == ASCII.space })),
            let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        name = Array(pair[..<colon])
        password = Array(pair[(colon + 1)...])
    }

    /// Two fields would be two claims.
    private static func value(of request: RequestHead) -> [UInt8]? {
        var value: [UInt8]?
        for index in 0..<request.fields.count where request.fields.isNamed(fieldName, at: index) {
            guard value == nil else { return nil }
            value = request.fields.arrayOfValue(at: index)
        }
        return value
    }

    private static let fieldName = Array("authorization".utf8)
}
