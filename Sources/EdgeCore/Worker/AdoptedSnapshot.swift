/// A snapshot on a worker, with the upstream pools that belong to it. Exchanges hold the one they began with.
final class AdoptedSnapshot {
    let snapshot: Snapshot
    private(set) var pools: [UpstreamPool] = []
    private let retired: RetiredSnapshots

    init(_ snapshot: Snapshot, retired: RetiredSnapshots) {
        self.snapshot = snapshot
        self.retired = retired
    }

    deinit { retired.take(snapshot) }

    /// Pools of groups that the configuration before had too go on with their connections.
    func makePools(for worker: Worker, keeping before: AdoptedSnapshot?) {
        var old = before?.pools ?? []
        pools = zip(snapshot.groups, snapshot.loads).map { group, loads in
            if let index = old.firstIndex(where: { $0.group == group }) { return old.remove(at: index) }
            return UpstreamPool(group, loads: loads, worker: worker)
        }
        for pool in old { pool.retire() }
    }

    func retirePools() {
        for pool in pools { pool.retire() }
    }
}
