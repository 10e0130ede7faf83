/// The pairs of a query.
enum QueryString {
    /// The value of a key, encoded as it came; empty where the key stands alone.
    static func value(of key: [UInt8], in query: [UInt8]) -> [UInt8]? {
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard plain(Array(name)) == key else { continue }
            return Array(pair.dropFirst(name.count + 1))
        }
        return nil
    }

    /// Decoded: `+` is a blank in a query.
    static func plain(_ text: [UInt8]) -> [UInt8] {
        var spaced = text
        for index in spaced.indices where spaced[index] == UInt8(ascii: "+") { spaced[index] = ASCII.space }
        return RequestPath.decode(spaced.span)
    }
}
