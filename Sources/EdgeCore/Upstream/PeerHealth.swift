internal import Synchronization

/// What all workers know of one upstream's health. Written when something changes or fails, read where a group watches it.
package final class PeerHealth: Sendable {
    private let ill = Atomic<Bool>(false)
    private let told = Atomic<Bool>(false)
    private let groupTold = Atomic<Bool>(false)
    private let markedUntil = Atomic<Int64>(0)
    private let windowStart = Atomic<Int64>(0)
    private let failures = Atomic<Int>(0)

    package init() {}

    /// Whether the checks of the group's own find it well, and its answers do not speak against that.
    package func isWell(at now: Instant) -> Bool {
        !ill.load(ordering: .relaxed) && markedUntil.load(ordering: .relaxed) <= now.nanoseconds
    }

    /// What the last checks came to.
    func found(ill isIll: Bool) { ill.store(isIll, ordering: .relaxed) }

    /// A request to it has failed. Two workers that begin a window together may lose a count between them: harmless.
    ///
    /// - Returns: whether that makes it one that is passed over from now on.
    func noteFailure(at now: Instant, limit: Int, within time: Interval) -> Bool {
        if now.nanoseconds - windowStart.load(ordering: .relaxed) > time.nanoseconds {
            windowStart.store(now.nanoseconds, ordering: .relaxed)
            failures.store(0, ordering: .relaxed)
        }
        guard failures.add(1, ordering: .relaxed).newValue >= limit else { return false }
        let before = markedUntil.exchange((now + time).nanoseconds, ordering: .relaxed)
        return before <= now.nanoseconds
    }

    /// Notes that it is away, or that it is back, of which every worker learns by itself.
    ///
    /// - Returns: whether that is news, to be logged.
    func tells(away isAway: Bool) -> Bool { told.exchange(isAway, ordering: .relaxed) != isAway }

    /// The same for a whole group; its first peer keeps it.
    func tellsOfGroup(away isAway: Bool) -> Bool { groupTold.exchange(isAway, ordering: .relaxed) != isAway }
}
