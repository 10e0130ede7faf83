/// `respond`: a fixed answer.
public struct Respond: Sendable, Equatable {
    public var status: Located<Int>?
    public var body: Template?
    /// Whether the connection ends after it.
    public var closes: Bool = false

    public init() {}
}
