/// A source line as a diagnostic shows it: bounded, printable, with a caret.
enum SourceExcerpt {
    /// The line and the caret below it; nothing where the line is not known.
    static func lines(_ line: String?, column: Int) -> [String] {
        guard let line else { return [] }
        let scalars = Array(line.unicodeScalars)
        let caret = min(max(column - 1, 0), scalars.count)
        let limit = Limits.excerptCharacters
        let start = caret < limit ? 0 : caret - limit / 2
        let end = min(scalars.count, start + limit)
        var text = start > 0 ? "…" : ""
        var padding = start > 0 ? " " : ""
        for index in start..<end {
            text.unicodeScalars.append(shown(scalars[index]))
            if index < caret { padding.append(scalars[index] == "\t" ? "\t" : " ") }
        }
        if end < scalars.count { text += "…" }
        return ["    " + text, "    " + padding + "^"]
    }

    /// A file name or a token's text with nothing in it that a terminal would obey, and not too long.
    static func printable(_ text: String) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == Limits.quotedCharacters { return result + "…" }
            result.unicodeScalars.append(scalar == "\t" ? " " : shown(scalar))
        }
        return result
    }

    private static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\t" { return scalar }
        let isHidden =
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        return isHidden ? "\u{FFFD}" : scalar
    }
}
