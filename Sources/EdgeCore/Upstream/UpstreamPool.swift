/// One group of upstreams on one worker: picks a peer and lends connections; holds requests while nobody is there
/// (`UpstreamPool+Holding.swift`).
final class UpstreamPool: AlarmOwner {
    unowned let worker: Worker
    let group: UpstreamGroup
    let peers: [UpstreamPeer]
    let responseHeadTimeout: Interval
    let connectTimeout: Interval
    let holdTimeout: Interval
    let probeInterval: Interval
    private let slowStart: Interval
    private let watchesHealth: Bool
    let requestEdits: [CompiledFieldEdit]
    let responseEdits: [CompiledFieldEdit]
    let judgesAnswers: Bool
    private var balancer: Balancer
    private var monitors: [HealthMonitor] = []
    private var leases = 0
    /// The configuration no longer names this group.
    private(set) var isRetired = false
    /// Since when nobody takes connections; `nil` while someone does.
    var awaySince: Instant?
    var held = HoldQueue<Lease>()
    /// Upgrades, which are let go at a pace of their own; requests need not wait behind them.
    var heldSockets = HoldQueue<Lease>()
    var pace: ReleasePace
    var socketPace: SocketPace
    let probeAlarm = Alarm()
    let releaseAlarm = Alarm()

    init(_ group: UpstreamGroup, loads: [PeerLoad], worker: Worker) {
        self.worker = worker
        self.group = group
        peers = zip(group.peers, loads).map { UpstreamPeer($0, load: $1) }
        requestEdits = [CompiledFieldEdit](group.requestEdits)
        responseEdits = [CompiledFieldEdit](group.responseEdits)
        balancer = Balancer(policy: group.policy, peerCount: group.peers.count)
        responseHeadTimeout = group.responseHeadTimeout.map(Interval.init) ?? worker.timeouts.responseHead
        connectTimeout = group.connectTimeout.map(Interval.init) ?? worker.timeouts.connect
        holdTimeout = group.holdTimeout.map(Interval.init) ?? worker.timeouts.hold
        probeInterval = group.probeInterval.map(Interval.init) ?? worker.timeouts.probe
        slowStart = group.slowStart.map(Interval.init) ?? worker.timeouts.slowStart
        watchesHealth = group.health != nil || group.passiveHealth != nil
        judgesAnswers = group.passiveHealth != nil
        pace = ReleasePace(workers: worker.workerCount)
        socketPace = SocketPace(sockets: 0, workers: worker.workerCount)
        if let health = group.health, worker.handle.index == 0 {
            monitors = peers.map { HealthMonitor(health, of: $0, in: self) }
        }
    }

    // MARK: Leasing

    /// Lends a connection, now or later.
    ///
    /// - Parameters:
    ///   - fresh: passes over the idle ones.
    ///   - pauses: lets some time pass first: for an upstream that takes connections and drops them, as one that ends does.
    func lease(for exchange: Exchange, fresh: Bool = false, pauses: Bool = false) {
        guard !peers.isEmpty else { return exchange.leaseFailed(.noUpstream) }
        let first = firstPeer(for: exchange)
        if !fresh, let first, let connection = takeIdle(from: first, for: exchange) { return lend(connection, to: exchange) }
        leases += 1
        let lease = Lease(exchange: exchange, pool: self, number: leases, deadline: worker.loop.now + holdTimeout)
        exchange.leaseWaits(lease)
        if pauses { return lease.pause(probeInterval) }
        if let first { lease.connect(to: first) } else { hold(lease) }
    }

    /// Goes on with a lease after its pause.
    func start(_ lease: Lease) {
        if let first = firstPeer(for: lease.exchange) { lease.connect(to: first) } else { hold(lease) }
    }

    /// The peer that may be tried now. Those that wait go first.
    private func firstPeer(for exchange: Exchange) -> Int? {
        awaySince == nil && !othersWait(before: exchange) ? pick(for: exchange) : nil
    }

    private func lend(_ connection: UpstreamConnection, to exchange: Exchange) {
        connection.assign(exchange)
        exchange.leased(connection)
    }

    /// The peer that is tried first; `nil` where none is up.
    func pick(for exchange: Exchange) -> Int? {
        guard peers.count > 1 else { return isAvailable(peers[0]) ? 0 : nil }
        let now = worker.loop.now
        return balancer.pick(for: exchange.record.client) { index in
            let peer = peers[index]
            let share = peer.ramp.share(isUp: isAvailable(peer), at: now, over: slowStart)
            return Balancer.Standing(load: peer.load.count, share: share)
        }
    }

    func isAvailable(_ peer: UpstreamPeer) -> Bool {
        guard !peer.isRefusing else { return false }
        return !watchesHealth || peer.load.health.isWell(at: worker.loop.now)
    }

    /// A request that must not be sent twice gets a connection that was looked at first: one system call against the
    /// commonest race with an upstream's idle timeout.
    func takeIdle(from first: Int, for exchange: Exchange) -> UpstreamConnection? {
        guard !isPerClient else { return nil }
        while let connection = peers[first].takeIdle() {
            let mayRepeat = exchange.request.method.isIdempotent && exchange.request.bodyLength == .none
            if connection.isClosed { continue }
            if mayRepeat || !connection.wire.socket.isStale() { return connection }
            connection.close()
        }
        return nil
    }

    /// Whether a connection's PROXY header has named the one client that it is for.
    private var isPerClient: Bool { group.proxyProtocol != nil }

    /// A connection whose response is complete comes back.
    func takeBack(_ connection: UpstreamConnection) {
        if isPerClient || isRetired { return connection.close() }
        if !connection.peer.keep(connection, limit: worker.limits.idleUpstreamConnections) { connection.close() }
    }

    // MARK: Ending

    /// The configuration no longer names this group. Requests that it holds wait on.
    func retire() {
        isRetired = true
        for peer in peers { peer.closeIdle() }
        if !isHolding { stopLooking() }
    }

    func stopMonitors() {
        for monitor in monitors { monitor.stop() }
        monitors = []
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        alarm === releaseAlarm ? releaseSome() : probe(at: now)
    }
}
