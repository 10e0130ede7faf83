/// Bounds on what a configuration may contain, so that any input ends in bounded time and memory.
enum Limits {
    /// Bytes of one file.
    static let fileBytes = 4 << 20
    /// Tokens of one file.
    static let tokens = 200_000
    /// Statements in all, after imports.
    static let statements = 100_000
    /// Blocks inside blocks.
    static let nesting = 32
    /// Imports inside imports.
    static let importDepth = 16
    /// Diagnostics that are kept; the last one says that there are more.
    static let diagnostics = 50
    /// Lines that are named for bytes that are no UTF-8.
    static let badLines = 5
    /// Characters of a source line that a diagnostic shows.
    static let excerptCharacters = 120
    /// Characters of a token that a message quotes.
    static let quotedCharacters = 60
    /// Heredocs without an end for which the whole rest of the file is searched.
    static let unclosedHeredocs = 8
    /// Directives of one name in one block that are compared one by one.
    static let insertionSort = 1_000
    /// Bytes of one value taken from the environment.
    static let environmentBytes = 64 << 10
}
