/// `KEY=VALUE` of a query.
public struct QueryCondition: Sendable, Equatable {
    /// The key.
    public var key: String
    /// `nil` for `*`: any value.
    public var value: String?

    public init(key: String) {
        self.key = key
    }
}
