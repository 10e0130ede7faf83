import EdgeCore
internal import Synchronization

/// Does one thing at a time on a thread that may block, and forgets requests that come meanwhile: each handshake asks.
final class BackgroundRenewal: Sendable {
    private struct State {
        var isRunning = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let executor = BlockingExecutor(threads: 1)

    /// Starts the job unless one runs.
    func start(_ job: @escaping @Sendable () -> Void) {
        let isFree = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFree else { return }
        executor.submit { [self] in
            job()
            let waiting = state.withLock { state in
                defer { state = State() }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
    }

    /// Returns when nothing runs.
    func finished() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.isRunning { state.waiting.append(continuation) }
                return !state.isRunning
            }
            if isIdle { continuation.resume() }
        }
    }
}
