/// A value that the server cannot work with: which field, what is wrong, what would be right.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// The field, as a path: `listeners[0].address.host`.
    public let field: String
    /// What is wrong with it, and what would be right.
    public let message: String

    /// An error at a field.
    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    public var description: String { "\(field): \(message)" }
}
