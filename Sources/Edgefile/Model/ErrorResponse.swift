/// `error`: a failure on purpose, for `handle_errors` to answer.
public struct ErrorResponse: Sendable, Equatable {
    /// The status.
    public var status: Located<Int>?
    /// The message.
    public var message: Template?

    public init() {}
}
