/// How long the edge waits for a peer.
public struct TimeoutSettings: Sendable, Equatable {
    /// `read_header`: for the whole head of a request.
    public var readHeader: Located<Duration>?
    /// `read_body`: the longest silence inside a request body.
    public var readBody: Located<Duration>?
    /// `write`: for a client that takes nothing of an answer.
    public var write: Located<Duration>?
    /// `idle`: a kept-alive connection without a request.
    public var idle: Located<Duration>?
    /// `min_rate`: the slowest body.
    public var minRate: Located<MinimumRate>?

    public init() {}
}
