/// A directive that is a step in the handling of a request: its names, its place in the order, how it is read.
struct DirectiveKind {
    /// The canonical name first, then others that mean the same.
    let names: [String]
    /// The line as someone would write it.
    let usage: String
    /// Whether a path, `@name` or `*` may stand first.
    var takesMatcher = true
    /// Whether a single argument that looks like a path is the value, not a matcher.
    var prefersValue = false
    var takesBlock = false
    /// How many arguments there may be behind the matcher.
    var counts: ClosedRange<Int>
    /// What the line says; `nil` after an error.
    let read: (DirectiveLine) -> DirectiveAction?

    var name: String { names[0] }
}

/// A directive's line while it is read.
struct DirectiveLine {
    let statement: Statement
    /// What follows the matcher.
    let words: [Token]
    let matcher: RequestMatcher?
    let scope: Scope
    let compiler: Compiler
}
