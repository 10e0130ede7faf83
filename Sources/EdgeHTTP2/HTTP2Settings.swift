/// What an HTTP/2 listener grants its clients. Each number is a maximum.
public struct HTTP2Settings: Sendable, Hashable {
    /// Requests and sockets that one connection may have open at once. Beyond: REFUSED_STREAM.
    public var concurrentStreams = 100
    /// Bytes of receive window that one stream may grow to; it begins with 64 KiB. 16 MiB carry 1.3 Gbit/s over a
    /// round trip of 100 ms.
    public var streamWindowBytes = 16 * 1024 * 1024
    /// Bytes of receive window that the streams of one connection may have grown by, together.
    public var connectionWindowBytes = 32 * 1024 * 1024
    /// Bytes of receive window that the streams of one worker may have grown by, together.
    public var workerWindowBytes = 256 * 1024 * 1024
    /// Whether WebSockets may be opened on a stream (RFC 8441). Off, browsers open an HTTP/1.1 connection for them.
    public var allowsWebSockets = true

    /// Every grant at its default.
    public init() {}
}
