internal import Synchronization

/// Places for so many large uploads at once, over all workers, with a queue in front.
///
/// Touched when a large upload begins, and when it ends. Whoever leaves gives the place to the one that has waited longest,
/// through the mailbox of its worker.
package final class Turnstile: Sendable {
    /// Who waits: a number that the worker knows its exchange by.
    package struct Ticket: Hashable, Sendable {
        let worker: Int
        let number: Int
    }

    private struct State {
        var count: Int
        var taken = 0
        var waiting: [(ticket: Ticket, handle: WorkerHandle)] = []
    }

    private let state: Mutex<State>

    package init(count: Int) { state = Mutex(State(count: count)) }

    /// Another number of places, by a reload: more are given out at once, fewer as they are left.
    package func resize(to count: Int) {
        let admitted = state.withLock { state in
            state.count = count
            return Self.admit(&state)
        }
        Self.tell(admitted, self)
    }

    /// Takes a place; where there is none, the ticket waits, and its worker is told when it is its turn.
    func enter(_ ticket: Ticket, _ handle: WorkerHandle) -> Bool {
        state.withLock { state in
            guard state.taken >= state.count || !state.waiting.isEmpty else {
                state.taken += 1
                return true
            }
            state.waiting.append((ticket, handle))
            return false
        }
    }

    /// Gives a place up.
    func leave() {
        let admitted = state.withLock { state in
            state.taken -= 1
            return Self.admit(&state)
        }
        Self.tell(admitted, self)
    }

    /// Waits no longer. Where the place was given to the ticket in the same moment, its worker gives it back.
    func cancel(_ ticket: Ticket) {
        state.withLock { state in state.waiting.removeAll { $0.ticket == ticket } }
    }

    private static func admit(_ state: inout State) -> [(ticket: Ticket, handle: WorkerHandle)] {
        let count = min(state.waiting.count, max(0, state.count - state.taken))
        state.taken += count
        defer { state.waiting.removeFirst(count) }
        return Array(state.waiting.prefix(count))
    }

    private static func tell(_ admitted: [(ticket: Ticket, handle: WorkerHandle)], _ turnstile: Turnstile) {
        for (ticket, handle) in admitted { handle.post { $0.uploads.admitted(ticket, by: turnstile) } }
    }

    /// Uploads that have a place, and those that wait.
    package var counts: (taken: Int, waiting: Int) { state.withLock { ($0.taken, $0.waiting.count) } }
}
