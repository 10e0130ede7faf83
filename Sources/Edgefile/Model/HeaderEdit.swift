/// One change of a header.
public struct HeaderEdit: Sendable, Equatable {
    /// The operation.
    public var operation: HeaderOperation
    /// As it was written; `*` at the end of a removal fits any ending.
    public var name: String
    /// Where it was written.
    public var location: SourceLocation
    /// Whether it waits for the answer of whatever comes after (`>`, or `defer`).
    public var isDeferred: Bool = false

    public init(operation: HeaderOperation, name: String, location: SourceLocation) {
        self.operation = operation
        self.name = name
        self.location = location
    }
}
