/// Makes peers' bytes fit for a log: nothing that a terminal obeys, nothing that forges a line, no secrets.
package enum LogText {
    /// Control characters and what lies beyond ASCII letters' company as `\xNN`; long text is cut.
    package static func escaped(_ text: String, limit: Int = 1024) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            if isPlain(scalar.value) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\x" + String(scalar.value, radix: 16)
            }
        }
        if text.unicodeScalars.count > limit { result += "…" }
        return result
    }

    /// A JSON string (RFC 8259 §7), escaped for terminals too.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in escaped(text, limit: 4096).unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// No control character, no line or paragraph separator, and no bidirectional control, which reorders what a reader sees.
    private static func isPlain(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7F...0x9F, 0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    /// A target without what must not be written down: webhook tokens and invite codes in the path, token-like query values.
    package static func redacted(target: String) -> String {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = redacted(path: String(parts[0]))
        guard parts.count == 2 else { return path }
        let query = parts[1].split(separator: "&", omittingEmptySubsequences: false).map(redacted(pair:))
        return path + "?" + query.joined(separator: "&")
    }

    /// Path segments behind these are secrets: whoever knows them may post or join.
    private static let secretSegments: [[String]] = [["webhooks", "execute"], ["webhooks"], ["invite"], ["invites"]]

    private static func redacted(path: String) -> String {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        // An upstream may take several slashes for one.
        let places = segments.indices.filter { !segments[$0].isEmpty }
        let words = places.map { segments[$0].lowercased() }
        for secret in secretSegments {
            for start in words.indices where start + secret.count < words.count {
                guard words[start..<start + secret.count].elementsEqual(secret) else { continue }
                let isPlainWord = secret == ["webhooks"] && words[start + secret.count] == "execute"
                if !isPlainWord { segments[places[start + secret.count]] = mark }
            }
        }
        return segments.joined(separator: "/")
    }

    private static let mark = "[redacted]"

    private static let secretWords = [
        "token", "secret", "password", "passwd", "auth", "key", "code", "signature", "sig", "jwt", "session", "ticket",
        "credential", "invite",
    ]

    private static func redacted(pair: Substring) -> String {
        guard let equals = pair.firstIndex(of: "="), pair.index(after: equals) < pair.endIndex else { return String(pair) }
        let name = pair[..<equals].lowercased()
        guard secretWords.contains(where: { name.contains($0) }) else { return String(pair) }
        return pair[...equals] + mark
    }
}
