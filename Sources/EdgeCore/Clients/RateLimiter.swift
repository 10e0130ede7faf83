internal import Synchronization

/// The buckets of every rate limit and client, over all workers, in a table of fixed size.
///
/// A bucket is one number, the time at which it will be full again (GCRA, ITU-T I.371): what a token bucket needs two for. The
/// table has places in groups of eight, found by a hash with a secret; a new client in a full group takes the place of the
/// bucket that is nearest to full. Whatever the number of addresses, memory stays; what a flood of addresses can do is to have
/// buckets forgotten that were nearly full anyway. Touched once for each limited request, under one of 64 locks.
package final class RateLimiter: Sendable {
    private struct Bucket {
        var key: UInt64
        /// When the bucket is full again, in nanoseconds.
        var full: Int64
    }

    private final class Shard: Sendable {
        /// Made when the first request comes that is limited.
        let buckets = Mutex<[Bucket]>([])
    }

    private static let shardCount = 64
    private static let groupSize = 8
    private let groupsPerShard: Int
    private let shards = (0..<shardCount).map { _ in Shard() }

    /// - Parameter capacity: buckets in all; 131,072 of them take 2 MiB.
    package init(capacity: Int = 128 * 1024) {
        groupsPerShard = max(1, capacity / (Self.shardCount * Self.groupSize))
    }

    /// A limit as it is counted with.
    package struct Terms: Sendable {
        /// Nanoseconds that one request takes to be earned again.
        fileprivate let cost: Int64
        /// How far in the future the time of a full bucket may lie.
        fileprivate let depth: Int64
        fileprivate let name: String

        package init(_ limit: RateLimit) {
            // Within bounds that no sum of them leaves.
            cost = min(max(1, Interval(limit.window).nanoseconds / Int64(max(1, limit.events))), .max / 8)
            let burst = Int64(max(1, limit.burst ?? limit.events))
            let (depth, overflow) = cost.multipliedReportingOverflow(by: burst)
            self.depth = overflow ? .max / 4 : min(depth, .max / 4)
            name = "\(limit.name) \(limit.events) \(limit.window) \(burst)"
        }
    }

    /// Takes one token.
    ///
    /// - Returns: `nil` where there was one, else how long it takes until there is.
    package func spend(_ terms: Terms, by client: some Hashable, at now: Instant) -> Interval? {
        var hasher = Hasher()
        hasher.combine(terms.name)
        hasher.combine(client)
        let key = UInt64(bitPattern: Int64(hasher.finalize()))
        let group = Int(key >> 6) & Int.max
        return shards[Int(key & 63)].buckets.withLock { buckets in
            if buckets.isEmpty { buckets = Array(repeating: Bucket(key: 0, full: 0), count: groupsPerShard * Self.groupSize) }
            let start = group % groupsPerShard * Self.groupSize
            return Self.spend(terms, key, at: now.nanoseconds, in: &buckets, from: start)
        }
    }

    private static func spend(
        _ terms: Terms, _ key: UInt64, at now: Int64, in buckets: inout [Bucket], from start: Int
    ) -> Interval? {
        var place = start
        for index in start..<start + groupSize {
            if buckets[index].key == key {
                place = index
                break
            }
            if buckets[index].full < buckets[place].full { place = index }
        }
        if buckets[place].key != key { buckets[place] = Bucket(key: key, full: now) }
        let full = max(buckets[place].full, now) + terms.cost
        let wait = full - now - terms.depth
        guard wait <= 0 else { return Interval(nanoseconds: wait) }
        buckets[place].full = full
        return nil
    }

    /// Bytes that the table takes.
    package var footprint: Int {
        shards.reduce(0) { sum, shard in sum + shard.buckets.withLock { $0.count * MemoryLayout<Bucket>.stride } }
    }
}
