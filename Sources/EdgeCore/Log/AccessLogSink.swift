internal import Logging
internal import Synchronization

/// Where workers leave access-log entries once a turn, and where the writer takes them. Bounded: what does not fit is counted
/// and dropped, never waited for.
final class AccessLogSink: Sendable {
    private struct State {
        var entries: [AccessLogEntry] = []
        var dropped = 0
    }

    let sampler = LogSampler()
    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    private let signals: AsyncStream<Void>
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes a turn's entries and says how many had to be dropped.
    func append(_ entries: [AccessLogEntry]) -> Int {
        let dropped = state.withLock { state in
            let room = capacity - state.entries.count
            state.entries.append(contentsOf: entries.prefix(room))
            let dropped = max(0, entries.count - room)
            state.dropped += dropped
            return dropped
        }
        signal.yield()
        return dropped
    }

    func finish() { signal.finish() }

    /// Hands batches to `write` until `finish`, the last one included, and tells the logger what is not among them.
    func drain(omissionsTo logger: Logger, _ write: ([AccessLogEntry]) async -> Void) async {
        var omissions = LogOmissions(logger)
        for await _ in signals {
            await write(takeAll())
            omissions.note(sampled: sampler.count, dropped: dropped)
        }
        await write(takeAll())
        omissions.note(sampled: sampler.count, dropped: dropped, isLast: true)
    }

    private var dropped: Int { state.withLock(\.dropped) }

    private func takeAll() -> [AccessLogEntry] {
        state.withLock { state in
            defer { state.entries = [] }
            return state.entries
        }
    }
}
