/// The files that a configuration came from, to show lines of them in diagnostics.
public struct SourceMap: Sendable {
    private var files: [String: SourceFile] = [:]

    public init() {}

    /// The names of all files that were read, in alphabetical order.
    public var names: [String] { files.keys.sorted() }

    mutating func insert(_ file: SourceFile) { files[file.name] = file }

    /// The text of the line at a location, where its file is known.
    public func line(at location: SourceLocation) -> String? { files[location.file]?.line(location.line) }

    /// A diagnostic about a location in one of these files, complete with the line's text.
    public func diagnostic(
        _ severity: Diagnostic.Severity = .error, at location: SourceLocation, _ message: String, help: String? = nil,
        notes: [(message: String, location: SourceLocation)] = []
    ) -> Diagnostic {
        Diagnostic(
            severity, at: location, message, help: help,
            notes: notes.map { Diagnostic.Note($0.message, at: $0.location, sourceLine: line(at: $0.location)) },
            sourceLine: line(at: location))
    }
}
