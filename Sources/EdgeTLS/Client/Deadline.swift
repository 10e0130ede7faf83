internal import Synchronization

/// The moment at which waiting ends; earlier for what is cancelled.
final class Deadline: Sendable {
    private let end: ContinuousClock.Instant
    private let isCancelled = Atomic<Bool>(false)

    /// How long one poll(2) lasts at most, in milliseconds: how soon a cancelled wait ends.
    private static let slice = 200

    init(seconds: Int) { end = .now + .seconds(seconds) }

    func cancel() { isCancelled.store(true, ordering: .relaxed) }

    /// For the next poll(2); `nil` when there is nothing more to wait for.
    var nextWait: Int32? {
        let left = Int(ContinuousClock.now.duration(to: end) / .milliseconds(1))
        guard left > 0, !isCancelled.load(ordering: .relaxed) else { return nil }
        return Int32(min(left, Self.slice))
    }
}
