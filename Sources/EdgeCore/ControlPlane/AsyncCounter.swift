internal import Synchronization

/// A count that someone can wait on: of worker threads that have not ended.
final class AsyncCounter: Sendable {
    private struct State {
        var count = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func add(_ difference: Int) {
        let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.count += difference
            guard state.count == 0 else { return [] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in ready { continuation.resume() }
    }

    func waitForZero() async {
        await withCheckedContinuation { continuation in
            let isZero = state.withLock { state in
                if state.count == 0 { return true }
                state.waiting.append(continuation)
                return false
            }
            if isZero { continuation.resume() }
        }
    }
}
