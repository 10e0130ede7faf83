/// `error`: a failure on purpose, for `handle_errors` to answer.
public struct ErrorResponse: Sendable, Equatable {
    public var status: Located<Int>?
    public var message: Template?

    public init() {}
}
