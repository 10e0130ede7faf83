/// How many held upgrades follow each other in one tick of `ReleasePace` once the upstream is back. Each becomes a socket that
/// asks the upstream for all that a client wants when it begins: they come back over five seconds, those that are still to be
/// told that the upstream was gone reckoned in.
struct SocketPace {
    private static let seconds = 5.0
    /// So few are no storm: over all workers, a second.
    private static let fewest = 25.0

    private let perTick: Double
    /// The first goes at once.
    private var earned = 1.0

    /// - Parameter sockets: those of this worker that wait, and those that the upstream had.
    init(sockets: Int, workers: Int) {
        let perSecond = max(Self.fewest / Double(workers), Double(sockets) / Self.seconds)
        perTick = perSecond * Double(ReleasePace.tick.nanoseconds) / 1_000_000_000
    }

    mutating func nextBatch() -> Int {
        earned += perTick
        let batch = Int(earned)
        earned -= Double(batch)
        return batch
    }
}
