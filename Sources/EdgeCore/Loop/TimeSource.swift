internal import CLinux
import Glibc
internal import Synchronization

/// The monotonic clock of one server, which tests may push forward.
///
/// A day of silence is tested by adding a day, not by waiting: the workers see the offset at their next turn.
package final class TimeSource: Sendable {
    private let offset = Atomic<Int64>(0)

    package init() {}

    package func now() -> Instant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        return Instant(nanoseconds: nanoseconds + offset.load(ordering: .relaxed))
    }

    /// Lets time jump. The caller wakes the workers that are to notice.
    package func advance(by interval: Interval) {
        offset.add(interval.nanoseconds, ordering: .relaxed)
    }
}
