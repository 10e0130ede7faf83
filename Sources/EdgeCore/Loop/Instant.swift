import Glibc

/// A point on the monotonic clock, in nanoseconds. Read once per turn of a worker's loop and passed along from there.
package struct Instant: Comparable, Hashable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Later than anything that happens: an alarm that is not set.
    package static let never = Instant(nanoseconds: .max)

    package static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (instant: Instant, interval: Interval) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(interval.nanoseconds)
        return overflow ? .never : Instant(nanoseconds: sum)
    }

    package static func - (later: Instant, earlier: Instant) -> Interval {
        Interval(nanoseconds: later.nanoseconds - earlier.nanoseconds)
    }
}

/// A length of time in nanoseconds: what a `Duration` of the configuration becomes for the data plane.
package struct Interval: Comparable, Hashable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Durations beyond 292 years are taken as that long.
    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        nanoseconds = overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }

    package static func milliseconds(_ count: Int) -> Interval { Interval(nanoseconds: Int64(count) * 1_000_000) }
    package static func seconds(_ count: Int) -> Interval { .milliseconds(count * 1000) }
    package static func < (left: Interval, right: Interval) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func - (left: Interval, right: Interval) -> Interval {
        Interval(nanoseconds: left.nanoseconds.subtractingReportingOverflow(right.nanoseconds).partialValue)
    }

    package var seconds: Int { Int(nanoseconds / 1_000_000_000) }
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }
}
