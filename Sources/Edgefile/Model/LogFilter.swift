/// What is done with one field of a log line.
public struct LogFilter: Sendable, Equatable {
    /// `request>headers>Cookie`
    public var field: String
    /// `delete`, `replace`, `rename`, `hash`, `ip_mask`, `query`, `cookie`, `regexp`
    public var action: String
    /// The arguments.
    public var arguments: [Located<String>]
    /// The lines of its block.
    public var rules: [[Located<String>]] = []
    /// Where it was written.
    public var location: SourceLocation

    public init(field: String, action: String, arguments: [Located<String>], location: SourceLocation) {
        self.field = field
        self.action = action
        self.arguments = arguments
        self.location = location
    }
}
