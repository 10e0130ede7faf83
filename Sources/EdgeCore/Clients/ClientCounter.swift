internal import Synchronization

/// How much each client holds of something, over all workers. Memory grows with what is held, not with who has ever come.
///
/// Touched once when a connection or a WebSocket begins, and once when it ends, so a lock for each shard does: two workers
/// meet in one of 64 seldom.
package final class ClientCounter: Sendable {
    private final class Shard: Sendable {
        let counts = Mutex<[ClientKey: Int]>([:])
    }

    private let shards = (0..<64).map { _ in Shard() }

    package init() {}

    /// Counts one more for the client, unless that would be beyond the limit.
    package func enter(_ client: ClientKey, limit: Int) -> Bool {
        shard(of: client).counts.withLock { counts in
            let count = counts[client, default: 0]
            guard count < limit else { return false }
            counts[client] = count + 1
            return true
        }
    }

    package func leave(_ client: ClientKey) {
        shard(of: client).counts.withLock { counts in
            guard let count = counts[client] else { return }
            counts[client] = count > 1 ? count - 1 : nil
        }
    }

    /// Clients that hold something now.
    package var clients: Int { shards.reduce(0) { sum, shard in sum + shard.counts.withLock(\.count) } }

    private func shard(of client: ClientKey) -> Shard { shards[client.hashValue & 63] }
}
