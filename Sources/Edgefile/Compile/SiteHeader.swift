/// The line that opens a site: addresses, and upstreams behind an arrow.
struct SiteHeader {
    var addresses: [Located<String>] = []
    /// Where `->` stands.
    var arrow: SourceLocation?
    var upstreams: [Token] = []
    var location: SourceLocation

    /// Reads the words of the line; errors about the arrow and commas are reported.
    init(_ words: [Token], location: SourceLocation, reporter: Reporter) {
        self.location = location
        for word in words {
            if word.form == .bare, ["→", "=>", "-->"].contains(word.text) {
                reporter.error(word.location, "\"\(word.shown)\" is no arrow", help: "write ->")
                arrow = word.location
            } else if word.form == .bare, word.text == "->" {
                if arrow != nil { reporter.error(word.location, "a site has one '->'") }
                arrow = word.location
            } else if arrow == nil {
                addresses += Self.parts(word, reporter).map { Located($0.text, at: $0.location) }
            } else {
                upstreams += Self.parts(word, reporter)
            }
        }
        if addresses.isEmpty { reporter.error(location, "a site needs an address", help: "for example: chat.example.com -> localhost:8080") }
        if let arrow, upstreams.isEmpty {
            reporter.error(arrow, "'->' leads nowhere", help: "for example: chat.example.com -> localhost:8080")
        }
    }

    /// A word cut at its commas, each part with its own place.
    private static func parts(_ word: Token, _ reporter: Reporter) -> [Token] {
        if word.form == .bare, word.text.contains("->"), !word.text.hasPrefix("->") || word.text.count > 2 {
            reporter.error(word.location, "'->' needs a space on both sides", help: "for example: chat.example.com -> localhost:8080")
            return []
        }
        var offset = 0
        var result: [Token] = []
        for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
            if !part.isEmpty {
                var token = word
                token.text = String(part)
                token.location.column += offset
                result.append(token)
            }
            offset += part.unicodeScalars.count + 1
        }
        return result
    }
}
