import Foundation
import Synchronization

/// How a child process ended, and who waits to know.
final class ChildEnd: Sendable {
    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    /// Waits until it has ended; for a thread that may block.
    func wait(for identifier: Int32) {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        let status = unsafe information._sifields._sigchld.si_status
        let waiting = state.withLock { state in
            // Its number is another's from here on: no signal is sent to it any more.
            waitpid(identifier, nil, 0)
            state.status = status
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    func signal(_ number: Int32, to identifier: Int32) {
        state.withLock { if $0.status == nil { kill(identifier, number) } }
    }

    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
