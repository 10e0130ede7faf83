/// How much of its share a peer takes: none while it is down, and after that more and more.
enum Ramp: Equatable {
    case down
    case rising(since: Instant)
    case steady

    /// The least share of one that is up: a tenth, so that it is not forgotten.
    private static let leastShare = 0.1

    /// - Parameter duration: how long it rises.
    mutating func share(isUp: Bool, at now: Instant, over duration: Interval) -> Double {
        guard isUp else {
            self = .down
            return 0
        }
        switch self {
        case .steady: return 1
        case .down:
            self = .rising(since: now)
            return duration.nanoseconds > 0 ? Self.leastShare : 1
        case .rising(let since):
            let passed = now - since
            guard passed < duration else {
                self = .steady
                return 1
            }
            return max(Self.leastShare, Double(passed.nanoseconds) / Double(duration.nanoseconds))
        }
    }
}
