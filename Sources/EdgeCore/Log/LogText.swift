/// Makes peers' bytes fit for a log: nothing that a terminal obeys, nothing that forges a line, no secrets.
package enum LogText {
    /// Control characters and what lies beyond ASCII letters' company as `\xNN`; long text is cut.
    package static func escaped(_ text: String, limit: Int = 1024) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            let isPlain = scalar.value >= 0x20 && scalar.value != 0x7F && !(0x80...0x9F).contains(scalar.value)
            // Bidirectional controls reorder what a reader sees.
            let isBidirectional = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            if isPlain, !isBidirectional {
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
        for secret in secretSegments {
            for start in segments.indices where start + secret.count < segments.count {
                guard Array(segments[start..<start + secret.count]).elementsEqual(secret, by: { $0.lowercased() == $1 })
                else { continue }
                let place = start + secret.count
                let isPlainWord = secret == ["webhooks"] && segments[place] == "execute"
                if !segments[place].isEmpty, !isPlainWord { segments[place] = mark }
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
