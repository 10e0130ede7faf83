/// Finds the placeholders in a text and says which of them nobody knows.
enum TemplateReader {
    static func read(_ token: Token, reporter: Reporter) -> Template {
        var parts: [Template.Part] = []
        var literal = ""
        var rest = token.text[...]
        while let character = rest.first {
            if character == "\\", let next = rest.dropFirst().first, next == "{" || next == "}" {
                literal.append(next)
                rest = rest.dropFirst(2)
            } else if character == "{", let name = name(at: rest) {
                rest = rest.dropFirst(name.count + 2)
                guard let placeholder = known(name, token, reporter) else { continue }
                if !literal.isEmpty { parts.append(.literal(literal)) }
                literal = ""
                parts.append(.placeholder(placeholder))
            } else {
                literal.append(character)
                rest = rest.dropFirst()
            }
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        return Template(parts: parts, text: token.text, location: token.location)
    }

    /// The name between braces, if that is what the text begins with; `{"a": 1}` is only text.
    private static func name(at text: Substring) -> String? {
        let inner = text.dropFirst().prefix { character in
            character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
        }
        guard let first = inner.first, first.isLetter, text[inner.endIndex...].first == "}" else { return nil }
        return String(inner)
    }

    private static func known(_ name: String, _ token: Token, _ reporter: Reporter) -> Placeholder? {
        if let placeholder = Placeholder(inside: name) { return placeholder }
        let nearest = NearestName.find(name, among: Placeholder.plainNames)
        let literal = "write \\{\(name)} for the text itself"
        reporter.error(
            token.location, "there is no placeholder {\(name)}",
            help: nearest.map { "did you mean {\($0)}?" } ?? literal)
        return nil
    }
}
