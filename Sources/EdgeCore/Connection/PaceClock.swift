/// The clock of a body on its way: how long it may be silent, and how slowly it may drip.
///
/// A window of the slowest pace begins with a byte, not with the silence before it: who falls silent is judged by the silence
/// alone, who drips to stay below that is judged by the window. Bytes and times are arguments; nothing here reads a clock.
@usableFromInline
package struct PaceClock: Sendable {
    package struct Terms: Sendable {
        package let silence: Interval
        /// Bytes that have to move in one window; zero for any number.
        package let windowBytes: Int
        package let window: Interval

        package init(silence: Interval, bytesPerSecond: Int, window: Interval) {
            self.silence = silence
            self.window = window
            let (bytes, overflow) = bytesPerSecond.multipliedReportingOverflow(by: Int(window.milliseconds))
            windowBytes = overflow ? Int.max : bytes / 1000
        }
    }

    package enum Verdict: Equatable, Sendable {
        /// Look again at this time.
        case fine(until: Instant)
        case silent
        case tooSlow
    }

    /// The last byte, or the start; `never` while the clock is stopped.
    private var last = Instant.never
    /// The first byte of the window; `never` before one has come.
    private var windowStart = Instant.never
    private var windowBytes = 0

    package init() {}

    /// A changed copy, for a property of which nothing is to be asked about overlapping accesses (decision 0008).
    @inlinable
    @inline(__always)
    package func changed(by change: (inout PaceClock) -> Void) -> PaceClock {
        var copy = self
        change(&copy)
        return copy
    }

    package var isRunning: Bool { last < .never }

    /// Starts, at first or after back-pressure: what was before counts no longer.
    package mutating func start(at now: Instant) {
        last = now
        windowStart = .never
    }

    package mutating func stop() { last = .never }

    package mutating func moved(_ count: Int, at now: Instant) {
        guard count > 0 else { return }
        last = now
        if windowStart == .never {
            windowStart = now
            windowBytes = 0
        }
        windowBytes += count
    }

    /// When to look next.
    package func deadline(_ terms: Terms) -> Instant {
        guard isRunning else { return .never }
        guard windowStart < .never, terms.windowBytes > 0 else { return last + terms.silence }
        return min(last + terms.silence, windowStart + terms.window)
    }

    /// Judges, at the deadline or later.
    package mutating func judge(at now: Instant, _ terms: Terms) -> Verdict {
        guard isRunning else { return .fine(until: .never) }
        if windowStart < .never, terms.windowBytes > 0, now >= windowStart + terms.window {
            guard windowBytes >= terms.windowBytes else { return .tooSlow }
            windowStart = .never
        }
        if now >= last + terms.silence { return .silent }
        return .fine(until: deadline(terms))
    }
}
