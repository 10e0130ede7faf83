/// One line of the file with the block that it opens: a site, a directive, a setting inside one.
struct Statement: Sendable, Hashable {
    /// At least one, except for the global block, which has none.
    var words: [Token]
    /// `nil` where no block is opened; an empty one is not the same.
    var block: [Statement]?
    /// The first word, or the brace.
    var location: SourceLocation

    /// What the line begins with: the name of a directive, the first address of a site.
    var name: String { words.first?.text ?? "{" }
    /// What follows the name.
    var arguments: ArraySlice<Token> { words.dropFirst() }
}
