/// Everything that is wrong with a configuration.
public struct EdgefileErrors: Error, Sendable, CustomStringConvertible {
    public var diagnostics: [Diagnostic]

    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    /// All of them, one after the other.
    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
