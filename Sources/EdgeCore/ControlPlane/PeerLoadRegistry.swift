internal import Synchronization

/// The counters of every upstream and the turnstiles that a server knows, so that a reload does not start counting anew.
package final class PeerLoadRegistry: Sendable {
    private let loads = Mutex<[UpstreamGroup: [PeerLoad]]>([:])

    let turnstiles = TurnstileRegistry()

    package init() {}

    package func loads(for group: UpstreamGroup) -> [PeerLoad] {
        loads.withLock { loads in
            if let known = loads[group] { return known }
            let made = group.peers.map { _ in PeerLoad() }
            loads[group] = made
            return made
        }
    }
}
