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

    /// The last byte, or the start; `nil` while the clock is stopped.
    private var last: Instant?
    /// The first byte of the window; `nil` before one has come.
    private var windowStart: Instant?
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

    package var isRunning: Bool { last != nil }

    /// Starts, at first or after back-pressure: what was before counts no longer.
    package mutating func start(at now: Instant) {
        last = now
        windowStart = nil
    }

    package mutating func stop() { last = nil }

    package mutating func moved(_ count: Int, at now: Instant) {
        guard count > 0 else { return }
        last = now
        if windowStart == nil {
            windowStart = now
            windowBytes = 0
        }
        windowBytes += count
    }

    /// When to look next.
    package func deadline(_ terms: Terms) -> Instant {
        guard let last else { return .never }
        guard let windowStart, terms.windowBytes > 0 else { return last + terms.silence }
        return min(last + terms.silence, windowStart + terms.window)
    }

    /// Judges, at the deadline or later.
    package mutating func judge(at now: Instant, _ terms: Terms) -> Verdict {
        guard let last else { return .fine(until: .never) }
        if let start = windowStart, terms.windowBytes > 0, now >= start + terms.window {
            guard windowBytes >= terms.windowBytes else { return .tooSlow }
            windowStart = nil
        }
        if now >= last + terms.silence { return .silent }
        return .fine(until: deadline(terms))
    }
}
