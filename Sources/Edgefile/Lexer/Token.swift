/// A word of the file: bare, quoted, or a heredoc.
struct Token: Sendable, Hashable {
    enum Form: Sendable, Hashable {
        case bare, quoted, backquoted, heredoc
    }

    /// What the word means: quotes and escapes taken off, environment put in.
    var text: String
    var form: Form
    var location: SourceLocation
    /// Where it stands in the file's bytes, quotes included.
    var range: Range<Int>

    /// A bare `{` or `}`; a quoted one is only text.
    var isOpeningBrace: Bool { form == .bare && text == "{" }
    var isClosingBrace: Bool { form == .bare && text == "}" }

    /// The text as a message shows it.
    var shown: String { SourceExcerpt.printable(text) }
}
