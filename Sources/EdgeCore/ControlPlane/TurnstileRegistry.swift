internal import Synchronization

/// The turnstiles by name: they outlive configurations, because uploads do.
final class TurnstileRegistry: Sendable {
    private let turnstiles = Mutex<[String: Turnstile]>([:])

    func turnstile(for limit: UploadLimit) -> Turnstile {
        turnstiles.withLock { turnstiles in
            if let known = turnstiles[limit.name] {
                known.resize(to: limit.count)
                return known
            }
            let made = Turnstile(count: limit.count)
            turnstiles[limit.name] = made
            return made
        }
    }
}
