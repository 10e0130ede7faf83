internal import EdgeCore

/// How large the receive windows of a connection's streams are: 64 KiB at first, more where the path needs it.
///
/// A window smaller than the bandwidth-delay product limits an upload. The round trip is measured with a PING of ours,
/// the bandwidth as what a stream received between two answers. Credit returns when half a window is consumed, so that
/// a window of less than three products may hold a stream back. Growth is bounded for the stream, the connection and
/// the worker, and only a stream whose bytes are consumed grows: what is granted may all arrive while an upstream
/// stalls. Time is an argument.
struct HTTP2Windows {
    /// One stream's window.
    struct Stream {
        fileprivate(set) var size = HTTP2Windows.initialBytes
        /// Bytes since `start`.
        fileprivate var received = 0
        /// The last answer, or the first byte.
        fileprivate var start: Instant?

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
    /// When the PING that is not answered yet was sent.
    private var asked: Instant?
    /// The shortest round trip seen; longer ones have waited in queues.
    private var roundTrip = Interval(nanoseconds: .max)
    /// Bytes that a stream receives before the next measurement; more after one that changed nothing.
    private var probeBytes = initialBytes / 2
    private static let largestProbeBytes = 4 * 1024 * 1024
    /// A small window grows by more, so that slow start is short: to the 1.25 MB of 100 Mbit/s and 100 ms in two
    /// measurements, where a factor of 4 alone needs four, 0.8 s. A large one is not granted on one measurement of a
    /// busy moment: 16 products of a 5 ms stall on a fast path were 16 MiB that a slow upstream left in memory.
    private static let growthFactor = 4, smallGrowthFactor = 16, smallBytes = 1024 * 1024

    init(streamBytes: Int, connectionBytes: Int) {
        self.streamBytes = min(streamBytes, Int(Int32.max))
        self.connectionBytes = connectionBytes
    }

    /// Notes bytes of a stream; `true` asks for a PING: it is time for another measurement.
    mutating func received(_ count: Int, on stream: inout Stream, at now: Instant) -> Bool {
        if stream.start == nil { stream.start = now }
        stream.received += count
        guard asked == nil, stream.received >= probeBytes, stream.size < streamBytes else { return false }
        asked = now
        return true
    }

    /// The PING was answered; `grow` is to be called for every stream that receives.
    mutating func answered(at now: Instant) {
        guard let asked else { return }
        // A turn of the loop is the grain of time; less than a microsecond is none.
        roundTrip = max(.init(nanoseconds: 1000), min(roundTrip, now - asked))
        self.asked = nil
        probeBytes = min(probeBytes * 2, Self.largestProbeBytes)
    }

    /// The larger window of a stream that its window held back, or `nil`.
    ///
    /// - Parameter workerRoom: bytes that the worker's streams may still grow by.
    mutating func grow(_ stream: inout Stream, isConsumed: Bool, workerRoom: Int, at now: Instant) -> Int? {
        let product = product(of: stream, at: now)
        stream.start = now
        stream.received = 0
        guard isConsumed, product * 3 >= stream.size else { return nil }
        let room = min(connectionBytes - grownBytes, workerRoom)
        let small = min(product * Self.smallGrowthFactor, Self.smallBytes)
        let growth = min(min(max(small, product * Self.growthFactor), streamBytes) - stream.size, room)
        guard growth > 0 else { return nil }
        stream.size += growth
        grownBytes += growth
        probeBytes = Self.initialBytes / 2
        return stream.size
    }

    /// Bytes that the stream receives in one round trip.
    private func product(of stream: Stream, at now: Instant) -> Int {
        guard let start = stream.start else { return 0 }
        let passed = max(now - start, roundTrip)
        let share = Double(roundTrip.nanoseconds) / Double(max(1, passed.nanoseconds))
        return Int(Double(stream.received) * share)
    }

    /// A stream has ended: what it had grown by is free for others.
    mutating func ended(_ stream: inout Stream) -> Int {
        let freed = stream.grown
        grownBytes -= freed
        stream.size = Self.initialBytes
        return freed
    }
}
