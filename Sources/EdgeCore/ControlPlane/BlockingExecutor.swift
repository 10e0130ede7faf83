internal import Synchronization

/// A few threads for calls that block: name look-ups, file system, child processes. The cooperative pool has one thread per
/// core; two slow look-ups on it would stop everything else.
package final class BlockingExecutor: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var threads = 0
    }

    private let state = Mutex(State())
    private let threadLimit: Int

    package init(threads: Int = 4) { threadLimit = threads }

    /// Runs the job on a thread where it may block. A thread lives as long as there is work for it.
    package func submit(_ job: @escaping @Sendable () -> Void) {
        let startsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.threads < threadLimit else { return false }
            state.threads += 1
            return true
        }
        if startsThread { WorkerThread.start(name: "edge-blocking") { [self] in work() } }
    }

    private func work() {
        while let job = next() { job() }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.threads -= 1
                return nil
            }
            return state.jobs.removeFirst()
        }
    }

    /// Runs a blocking call and waits for its result without blocking the caller's thread.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
