/// Something to say about a configuration, with the place it is about.
public struct Diagnostic: Sendable, Hashable, Error, CustomStringConvertible {
    /// Whether the configuration can be used all the same.
    public enum Severity: String, Sendable, Hashable {
        case error, warning, note
    }

    /// A second place that belongs to the same matter.
    public struct Note: Sendable, Hashable {
        public var message: String
        public var location: SourceLocation
        /// The line that `location` is on, where the file is known.
        public var sourceLine: String?

        public init(_ message: String, at location: SourceLocation, sourceLine: String? = nil) {
            self.message = message
            self.location = location
            self.sourceLine = sourceLine
        }
    }

    public var severity: Severity
    public var location: SourceLocation
    /// One sentence without a full stop.
    public var message: String
    /// What to write instead, where that is known.
    public var help: String?
    public var notes: [Note]
    /// The line that `location` is on, where the file is known.
    public var sourceLine: String?

    public init(
        _ severity: Severity, at location: SourceLocation, _ message: String, help: String? = nil,
        notes: [Note] = [], sourceLine: String? = nil
    ) {
        self.severity = severity
        self.location = location
        self.message = message
        self.help = help
        self.notes = notes
        self.sourceLine = sourceLine
    }

    /// `FILE:LINE:COLUMN: error: message`, the line, a caret below it, help, and the notes in the same form.
    public var description: String {
        var lines = ["\(location): \(severity.rawValue): \(message)"]
        lines += SourceExcerpt.lines(sourceLine, column: location.column)
        if let help { lines.append("  help: \(help)") }
        for note in notes {
            lines.append("\(note.location): note: \(note.message)")
            lines += SourceExcerpt.lines(note.sourceLine, column: note.location.column)
        }
        return lines.joined(separator: "\n")
    }
}
