/// Every deadline. Clocks run only while the edge waits for the peer, never while back-pressure has stopped the reading.
public struct Timeouts: Sendable, Hashable {
    /// From accept, or from the first byte of a later request, to the end of the head; the handshake included. Then 408.
    public var readHead: Duration = .seconds(15)
    /// The longest silence inside a request body. Then 408.
    public var readBody: Duration = .seconds(60)
    /// The longest time in which a client takes nothing of an answer. Then the connection is closed.
    public var write: Duration = .seconds(60)
    /// Over how long the slowest pace of a body is measured (`Limits.minimumBytesPerSecond`).
    public var minimumRateWindow: Duration = .seconds(20)
    /// How long a kept-alive connection may wait for its next request. Then it is closed.
    public var idle: Duration = .seconds(300)
    /// Connecting to one address of an upstream. Then the next address, and after the last one the request is held.
    public var connect: Duration = .seconds(5)
    /// From the last byte of the request to the first of the upstream's answer. Then 504.
    public var responseHead: Duration = .seconds(300)
    /// How long a request waits for an upstream that is away. Then 503.
    public var hold: Duration = .seconds(30)
    /// How often an upstream that is away is tried while requests wait for it; then once a second.
    public var probe: Duration = .milliseconds(250)
    /// Over how long an upstream that came back rises from a tenth of its share to the whole, where there are others.
    public var slowStart: Duration = .seconds(10)
    /// How long an idle upstream connection is kept.
    public var upstreamIdle: Duration = .seconds(90)
    /// How long a client that got its last answer may take to close.
    public var linger: Duration = .seconds(5)
    /// From the request to stop until everything that is left is closed.
    public var grace: Duration = .seconds(20)
    /// The longest time over which a stop spreads the ends of open sockets; few sockets take less, five a second.
    public var drainWindow: Duration = .seconds(10)

    /// Every deadline at its default.
    public init() {}
}
