internal import Synchronization

/// Says which requests get a line where the access log is sampled. All workers count together; asked before a line is made, so
/// that what is left out costs one atomic exchange.
final class LogSampler: Sendable {
    /// The number of the interval in the upper half, the lines that it has seen in the lower one.
    private let failures = Atomic<UInt64>(0)
    private let others = Atomic<UInt64>(0)
    private let leftOut = Atomic<Int>(0)

    /// Lines left out since the start.
    var count: Int { leftOut.load(ordering: .relaxed) }

    func takes(status: Int, _ sampling: LogSampling, at now: Instant) -> Bool {
        let interval = max(1, Interval(sampling.interval).nanoseconds)
        let number = UInt64(UInt32(truncatingIfNeeded: now.nanoseconds / interval))
        let place = Int(status >= 500 ? Self.place(in: number, of: failures) : Self.place(in: number, of: others))
        let beyond = place - sampling.first
        if beyond <= 0 || (sampling.thereafter > 0 && beyond % sampling.thereafter == 0) { return true }
        leftOut.add(1, ordering: .relaxed)
        return false
    }

    /// Which line of its interval this is, from 1 on.
    private static func place(in number: UInt64, of counter: borrowing Atomic<UInt64>) -> UInt64 {
        var before = counter.load(ordering: .relaxed)
        while true {
            let seen = before >> 32 == number ? before & 0xFFFF_FFFF : 0
            let after = number << 32 | min(seen + 1, 0xFFFF_FFFF)
            let (exchanged, original) = counter.weakCompareExchange(expected: before, desired: after, ordering: .relaxed)
            if exchanged { return seen + 1 }
            before = original
        }
    }
}
