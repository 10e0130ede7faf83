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
        var isBroken = false
        for word in words {
            if word.form == .bare, word.text != "->", word.text != "-->", word.text.contains("->") {
                reporter.error(
                    word.location, "'->' needs a space on both sides",
                    help: "for example: chat.example.com -> localhost:8080")
                isBroken = true
            } else if word.form == .bare, ["→", "=>", "-->"].contains(word.text) {
                reporter.error(word.location, "\"\(word.shown)\" is no arrow", help: "write ->")
                arrow = word.location
            } else if word.form == .bare, word.text == "->" {
                if arrow != nil { reporter.error(word.location, "a site has one '->'") }
                arrow = word.location
            } else if arrow == nil {
                addresses += Self.parts(word).map { Located($0.text, at: $0.location) }
            } else {
                upstreams += Self.parts(word)
            }
        }
        if isBroken { return }
        let help = "for example: chat.example.com -> localhost:8080"
        if addresses.isEmpty { reporter.error(location, "a site needs an address", help: help) }
        if let arrow, upstreams.isEmpty { reporter.error(arrow, "'->' leads nowhere", help: help) }
    }

    /// A word cut at its commas, each part with its own place.
    private static func parts(_ word: Token) -> [Token] {
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
