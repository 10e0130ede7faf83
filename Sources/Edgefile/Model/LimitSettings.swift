/// `limits { … }`: bounds on what one client, or all together, may hold.
public struct LimitSettings: Sendable, Equatable {
    /// Where it was written.
    public var location: SourceLocation
    /// In all.
    public var connections: Located<Int>?
    /// `connections_per_client`
    public var connectionsPerClient: Located<Int>?
    /// In all.
    public var webSockets: Located<Int>?
    /// `websockets_per_client`
    public var webSocketsPerClient: Located<Int>?
    /// TLS handshakes in flight.
    public var handshakes: Located<Int>?
    /// Of one HTTP/2 connection.
    public var streams: Located<Int>?
    /// Bytes of a request's head.
    public var head: Located<Int>?
    /// Bytes of one line of it.
    public var line: Located<Int>?
    /// Field lines of it.
    public var fields: Located<Int>?
    /// Bytes that wait on one connection.
    public var pending: Located<Int>?
    /// `worker_pending`: unsent bytes of all connections of one worker.
    public var workerPending: Located<Int>?
    /// Requests that wait for an upstream.
    public var held: Located<Int>?
    /// Log lines that wait to be written.
    public var logQueue: Located<Int>?
    /// Bytes of one WebSocket frame.
    public var messageSize: Located<Int>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
