import EdgeCore

/// A DNS name as certificates and clients write it: lower case, no final dot, at most 253 bytes, letters, digits, `-`,
/// `_` and dots; `*` as a whole first label where a pattern is meant (RFC 6125 §6.4.3, RFC 1035 §2.3.4).
enum ServerName {
    /// The name in the form that tables are keyed by; `nil` for what can be no host name.
    static func normalized(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        return normalized(bytes.span)
    }

    /// The name in the form that tables are keyed by; `nil` for what can be no host name.
    static func normalized(_ bytes: Span<UInt8>) -> String? {
        let name = withoutFinalDot(bytes)
        guard (1...253).contains(name.count), isHostName(name) else { return nil }
        var lowered: [UInt8] = []
        lowered.reserveCapacity(name.count)
        for index in name.indices { lowered.append(ASCII.lowercased(name[index])) }
        return String(decoding: lowered, as: UTF8.self)
    }

    /// A name or a wildcard of one label, normalized; `nil` for anything else.
    static func normalizedPattern(_ text: String) -> String? {
        guard text.hasPrefix("*.") else { return normalized(text) }
        return normalized(String(text.dropFirst(2))).map { "*." + $0 }
    }

    /// What stands behind the first label; `nil` for a name of one label, which no wildcard covers.
    static func parent(of name: String) -> String? {
        guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return nil }
        let rest = name[name.utf8.index(after: dot)...]
        return rest.isEmpty ? nil : String(rest)
    }

    /// Whether a certificate's name, exact or wildcard, stands for the host. Both normalized.
    static func covers(_ pattern: String, _ host: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return pattern == host }
        return parent(of: host).map { $0 == pattern.dropFirst(2) } ?? false
    }

    @_lifetime(copy bytes)
    static func withoutFinalDot(_ bytes: Span<UInt8>) -> Span<UInt8> {
        guard bytes.count > 1, bytes[bytes.count - 1] == UInt8(ascii: ".") else { return bytes }
        return bytes.extracting(0..<bytes.count - 1)
    }

    private static func isHostName(_ bytes: Span<UInt8>) -> Bool {
        var labelBytes = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                guard labelBytes > 0 else { return false }
                labelBytes = 0
                continue
            }
            labelBytes += 1
            let isLetter = ASCII.lowercased(byte) &- UInt8(ascii: "a") < 26
            guard labelBytes <= 63,
                isLetter || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            else { return false }
        }
        return labelBytes > 0
    }
}
