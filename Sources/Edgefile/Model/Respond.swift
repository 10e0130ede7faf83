/// `respond`: a fixed answer.
public struct Respond: Sendable, Equatable {
    /// The status.
    public var status: Located<Int>?
    /// The body.
    public var body: Template?
    /// Whether the connection ends after it.
    public var closes: Bool = false

    public init() {}
}
