internal import EdgeCore

/// So many at once, and so many a second after that: a bucket of tokens that refills with time.
struct HTTP2Budget {
    private let burst: Int64
    private let perSecond: Int64
    /// What is left, in billionths, so that refilling loses nothing to rounding.
    private var left: Int64
    private var refilled: Instant?

    private static let whole: Int64 = 1_000_000_000

    init(burst: Int, perSecond: Int) {
        self.burst = Int64(burst)
        self.perSecond = Int64(perSecond)
        left = Int64(burst) * Self.whole
    }

    /// Takes one; `false` when nothing is left.
    mutating func spend(at now: Instant) -> Bool {
        refill(at: now)
        guard left >= Self.whole else { return false }
        left -= Self.whole
        return true
    }

    /// Gives back what the peer has earned, up to the burst.
    mutating func earn(_ count: Int) {
        left = min(burst * Self.whole, left + Int64(count) * Self.whole)
    }

    private mutating func refill(at now: Instant) {
        defer { refilled = now }
        guard let refilled else { return }
        // More than a minute fills every bucket; less cannot overflow.
        let passed = min((now - refilled).nanoseconds, 60 * Self.whole)
        left = min(burst * Self.whole, left + max(0, passed) * perSecond)
    }
}
