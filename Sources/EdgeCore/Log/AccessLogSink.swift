internal import Synchronization

/// Where workers leave access-log entries once a turn, and where the writer takes them. Bounded: what does not fit is counted
/// and dropped, never waited for.
final class AccessLogSink: Sendable {
    private struct State {
        var entries: [AccessLogEntry] = []
        var isOpen = false
    }

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
            return max(0, entries.count - room)
        }
        signal.yield()
        return dropped
    }

    func finish() { signal.finish() }

    /// Hands batches to `write` until `finish`, the last one included.
    func drain(_ write: ([AccessLogEntry]) async -> Void) async {
        for await _ in signals { await write(takeAll()) }
        await write(takeAll())
    }

    private func takeAll() -> [AccessLogEntry] {
        state.withLock { state in
            defer { state.entries = [] }
            return state.entries
        }
    }
}
