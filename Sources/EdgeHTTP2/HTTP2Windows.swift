/// How large the receive windows of a connection's streams are: 64 KiB at first, more where the path needs it.
///
/// A window smaller than the bandwidth-delay product limits an upload. The product is measured as what a stream receives between
/// a PING of ours and its answer, which is one round trip; a stream that used most of its window in that time was held back by
/// it. No clock is involved. Growth is bounded for the stream, the connection and the worker, and only a stream whose bytes are
/// consumed grows: what is granted may all arrive while an upstream stalls.
struct HTTP2Windows {
    /// One stream's window.
    struct Stream {
        fileprivate(set) var size = HTTP2Windows.initialBytes
        fileprivate var sinceProbe = 0
        fileprivate var probe = 0

        init() {}

        /// Bytes beyond the initial window.
        var grown: Int { size - HTTP2Windows.initialBytes }
    }

    /// What every stream begins with (SETTINGS_INITIAL_WINDOW_SIZE).
    static let initialBytes = 64 * 1024

    private let streamBytes: Int
    private let connectionBytes: Int
    /// Bytes that the connection's streams have grown by.
    private(set) var grownBytes = 0
    private var probe = 0
    private var isProbing = false
    /// Bytes that a stream receives before the next measurement; more after one that changed nothing.
    private var probeBytes = initialBytes / 2
    private static let largestProbeBytes = 4 * 1024 * 1024

    init(streamBytes: Int, connectionBytes: Int) {
        self.streamBytes = min(streamBytes, Int(Int32.max))
        self.connectionBytes = connectionBytes
    }

    /// Notes bytes of a stream; `true` asks for a PING: it is time for another measurement.
    mutating func received(_ count: Int, on stream: inout Stream) -> Bool {
        if stream.probe != probe {
            stream.probe = probe
            stream.sinceProbe = 0
        }
        stream.sinceProbe += count
        guard !isProbing, stream.sinceProbe >= probeBytes, stream.size < streamBytes else { return false }
        isProbing = true
        probe += 1
        return true
    }

    /// The PING was answered; `grow` is to be called for every stream that receives.
    mutating func answered() {
        isProbing = false
        probeBytes = min(probeBytes * 2, Self.largestProbeBytes)
    }

    /// The larger window of a stream that its window held back, or `nil`.
    ///
    /// - Parameter workerRoom: bytes that the worker's streams may still grow by.
    mutating func grow(_ stream: inout Stream, isConsumed: Bool, workerRoom: Int) -> Int? {
        guard isConsumed, stream.probe == probe, stream.sinceProbe * 3 >= stream.size * 2 else { return nil }
        let wanted = min(stream.sinceProbe * 4, streamBytes)
        let room = min(connectionBytes - grownBytes, workerRoom)
        let growth = min(wanted - stream.size, room)
        guard growth > 0 else { return nil }
        stream.size += growth
        grownBytes += growth
        probeBytes = Self.initialBytes / 2
        return stream.size
    }

    /// A stream has ended: what it had grown by is free for others.
    mutating func ended(_ stream: inout Stream) -> Int {
        let freed = stream.grown
        grownBytes -= freed
        stream.size = Self.initialBytes
        return freed
    }
}
