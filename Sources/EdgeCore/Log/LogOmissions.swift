internal import Logging

/// Tells what the access log lacks: now and then while it goes on, and at the end.
struct LogOmissions {
    private let logger: Logger
    private var told = (sampled: 0, dropped: 0)
    private var next = ContinuousClock.now

    private static let interval = Duration.seconds(10)

    init(_ logger: Logger) { self.logger = logger }

    /// - Parameters:
    ///   - sampled: lines that `LogSampling` has left out since the start.
    ///   - dropped: those for which the queue had no room.
    mutating func note(sampled: Int, dropped: Int, isLast: Bool = false) {
        let now = ContinuousClock.now
        guard (sampled, dropped) != told, isLast || now >= next else { return }
        logger.warning(
            "access-log lines were left out",
            metadata: ["sampled": "\(sampled - told.sampled)", "dropped": "\(dropped - told.dropped)"])
        told = (sampled, dropped)
        next = now + Self.interval
    }
}
