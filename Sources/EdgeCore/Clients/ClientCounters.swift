internal import Synchronization

/// What is counted over all workers because a limit speaks of all of them. Counted only where there is a limit.
package final class ClientCounters: Sendable {
    package let connections = ClientCounter()
    package let webSockets = ClientCounter()
    private let handshakes = Atomic<Int>(0)
    private let openWebSockets = Atomic<Int>(0)
    private let heldRequests = Atomic<Int>(0)

    package init() {}

    package func enterHandshake(limit: Int) -> Bool { Self.enter(handshakes, limit) }
    package func leaveHandshake() { handshakes.subtract(1, ordering: .relaxed) }
    package func enterWebSocket(limit: Int) -> Bool { Self.enter(openWebSockets, limit) }
    package func leaveWebSocket() { openWebSockets.subtract(1, ordering: .relaxed) }
    package func enterHold(limit: Int) -> Bool { Self.enter(heldRequests, limit) }
    package func leaveHold() { heldRequests.subtract(1, ordering: .relaxed) }

    private static func enter(_ count: borrowing Atomic<Int>, _ limit: Int) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue > limit else { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }
}
