/// Every bound on bytes and counts, in one place. Each property is a maximum; `docs/limits.md` says the same and is checked
/// against this file.
public struct Limits: Sendable, Hashable {
    /// Bytes of a whole request or response head, the start line and the empty line included. Beyond: 431, or 502 for an
    /// upstream's.
    public var headBytes = 32 * 1024
    /// Bytes of a request line. Beyond: 414. RFC 9112 §3 asks for at least 8,000.
    public var requestLineBytes = 16 * 1024
    /// Field lines of one head or trailer section. Beyond: 431, or 502 for an upstream's.
    public var fieldCount = 128
    /// Bytes of a trailer section. Beyond: 400, or a broken upstream.
    public var trailerBytes = 8 * 1024
    /// Bytes of a request body, unless the site says otherwise. Beyond: 413, before it is read where the length is told.
    public var bodyBytes = 110 * 1024 * 1024
    /// Bytes of one chunk-size line with its extensions (RFC 9112 §7.1.1). Beyond: 400, or a broken upstream.
    public var chunkLineBytes = 1024
    /// Interim responses (1xx) of an upstream to one request. Beyond: 502.
    public var interimResponses = 32
    /// Unsent bytes of one connection above which nothing more is read for it: back-pressure, no error.
    public var unsentBytes = 128 * 1024
    /// Bytes that one worker keeps for others: what peers have not taken, heads and bodies of requests that wait, heads that are
    /// not complete. From a quarter of it on a connection may have 8 KiB unsent before nothing more is read for it. Beyond: those
    /// who hold most are reset.
    public var workerUnsentBytes = 128 * 1024 * 1024
    /// Requests, over all workers, that wait for an upstream which is away. Beyond: 503 at once.
    public var heldRequests = 1024
    /// Idle connections kept per worker and upstream, for as long as `Timeouts.upstreamIdle`. Beyond: closed after use. As many
    /// as a busy worker has requests open: with 1,024, one of 25 requests of 4,000 clients had to connect anew.
    public var idleUpstreamConnections = 8192
    /// Bytes read from a client that is being said goodbye to, so that it sees the answer. Beyond: closed.
    public var lingerBytes = 16 * 1024 * 1024
    /// Access-log lines that wait for the writer. Beyond: they are dropped and counted. Fixed while the server runs.
    public var logQueueLines = 16 * 1024
    /// Downstream connections in all; zero means as many as descriptors allow. Beyond: they wait in the listen queue.
    public var connections = 0
    /// Downstream connections of one client, IPv6 by /64; zero means any number. Beyond: closed at once. Never for loopback
    /// addresses and trusted proxies.
    public var connectionsPerClient = 0
    /// TLS handshakes in flight, over all workers; zero means any number. Beyond: closed at once.
    public var handshakes = 0
    /// WebSockets and other tunnels open, over all workers; zero means any number. Beyond: 503.
    public var webSockets = 0
    /// WebSockets of one client, IPv6 by /64; zero means any number. Beyond: 429. Never for loopback addresses and trusted
    /// proxies.
    public var webSocketsPerClient = 0
    /// Bytes of a PROXY header with its type-length values. Beyond: closed.
    public var proxyHeaderBytes = 4096
    /// Bytes a second that a body has to move at least, measured over `Timeouts.minimumRateWindow` from a first byte on; zero
    /// for no such bound. Below: 408, or the connection is reset where a response is not taken.
    public var minimumBytesPerSecond = 100

    /// Every bound at its default.
    public init() {}
}
