internal import CLinux
import Glibc
internal import Synchronization

/// The monotonic clock of one server, which tests may push forward.
///
/// A day of silence is tested by adding a day, not by waiting: the workers see the offset at their next turn.
package final class TimeSource: Sendable {
    private let offset = Atomic<Int64>(0)
    /// Where the clock stands, if it moves only by ``advance(by:)``.
    private let standing: Instant?

    /// - Parameter runs: whether time passes by itself. A test of a deadline that is not to be reached needs a clock that
    ///   stands: on a busy machine a script of milliseconds takes many seconds.
    package init(runs: Bool = true) {
        standing = runs ? nil : Self.monotonic()
    }

    package func now() -> Instant {
        let time = standing ?? Self.monotonic()
        return Instant(nanoseconds: time.nanoseconds + offset.load(ordering: .relaxed))
    }

    private static func monotonic() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Lets time jump. The caller wakes the workers that are to notice.
    package func advance(by interval: Interval) {
        offset.add(interval.nanoseconds, ordering: .relaxed)
    }
}
