/// What workers have counted since the start, and what they have open now: one worker's, or several added up. A copy, made on
/// request by way of the mailbox, so that counting costs no lock and no atomic.
package struct WorkerReport: Sendable {
    /// Upper bounds of the open sockets' ages, in seconds: a minute, ten, an hour, six, a day, a week.
    package static let ageBounds = [60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400]

    package private(set) var counters: WorkerCounters
    package private(set) var traffic: TrafficTable
    package private(set) var turns: TurnTimes
    /// Open sockets by age; one count more than `ageBounds`, not cumulative.
    package private(set) var ages: [Int]
    package private(set) var upstreams: [UpstreamReport]
    /// Whether new WebSockets are refused, because an operator drains them.
    package private(set) var refusesSockets: Bool

    init(_ worker: Worker) {
        counters = worker.currentCounters
        traffic = worker.traffic
        turns = worker.loop.turnTimes
        ages = Self.ages(of: worker)
        upstreams = worker.adopted.pools.map(\.report)
        refusesSockets = worker.refusesSockets
    }

    private static func ages(of worker: Worker) -> [Int] {
        var counts = [Int](repeating: 0, count: ageBounds.count + 1)
        for exchange in worker.tunnels.values {
            let age = (worker.loop.now - exchange.record.begin).seconds
            counts[ageBounds.firstIndex { age <= $0 } ?? ageBounds.count] += 1
        }
        return counts
    }

    mutating func add(_ other: WorkerReport) {
        counters.add(other.counters)
        traffic.add(other.traffic)
        turns.add(other.turns)
        refusesSockets = refusesSockets || other.refusesSockets
        for index in ages.indices { ages[index] += other.ages[index] }
        for upstream in other.upstreams {
            if let index = upstreams.firstIndex(where: { $0.group == upstream.group }) {
                upstreams[index].add(upstream)
            } else {
                upstreams.append(upstream)
            }
        }
    }
}
