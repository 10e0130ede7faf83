/// The turns of sockets that end together. Clients that all come back in the same second are a storm for the upstream, and
/// where many of them are one address to it, half of them are logged out by its rate limits.
struct FarewellSpread {
    /// Between two sockets of one worker.
    let interval: Interval
    /// When the first one has its turn, as a part of `interval`: workers do not begin together.
    private let phase: Double

    /// Sockets a second, over all workers, that end at most, unless the window is too short for that.
    static let perSecond = 5

    /// - Parameters:
    ///   - count: sockets of this worker that end.
    ///   - total: those of all workers.
    ///   - window: the longest time that it may take.
    ///   - phase: from 0 to 1.
    init(count: Int, of total: Int, over window: Interval, phase: Double) {
        let fitting = min(window, .milliseconds(total * 1000 / Self.perSecond))
        interval = Interval(nanoseconds: fitting.nanoseconds / Int64(max(1, count)))
        self.phase = phase
    }

    /// The turn of one socket, counted from 0.
    func delay(of index: Int) -> Interval {
        Interval(nanoseconds: Int64(Double(interval.nanoseconds) * (Double(index) + phase)))
    }
}

/// Gives turns to sockets that end one by one, not knowing how many will follow: those of an upstream that is gone.
struct FarewellQueue {
    private var next = Instant(nanoseconds: 0)
    private var interval = Interval(nanoseconds: 0)

    /// - Parameter spread: asked where this is the first of many, or alone.
    mutating func turn(at now: Instant, _ spread: () -> FarewellSpread) -> Instant {
        if next <= now {
            let spread = spread()
            next = now + spread.delay(of: 0)
            interval = spread.interval
        }
        defer { next = next + interval }
        return next
    }
}
