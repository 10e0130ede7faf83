/// What the lexer finds, in order.
enum Lexeme: Sendable, Hashable {
    case word(Token)
    /// The end of a line that is not continued.
    case newline
    /// A backslash at the end of a line: the next line belongs to this one.
    case continuation
    /// `#` to the end of the line, as a range of the file's bytes.
    case comment(Range<Int>)
}
