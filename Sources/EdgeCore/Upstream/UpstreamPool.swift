/// One group of upstreams on one worker: picks a peer, lends connections, holds requests while nobody is there.
final class UpstreamPool: AlarmOwner {
    unowned let worker: Worker
    let group: UpstreamGroup
    let peers: [UpstreamPeer]
    let responseHeadTimeout: Interval
    let connectTimeout: Interval
    private let holdTimeout: Interval
    private var balancer: Balancer
    /// Since when every attempt has failed; `nil` while someone answers.
    private var awaySince: Instant?
    /// Leases that wait for an upstream to come back, the oldest first.
    private var held: [Lease] = []
    private var probe: ConnectAttempt?
    private let alarm = Alarm()
    private var lastRequest = Instant(nanoseconds: 0)

    /// How often an upstream that is away is tried.
    private static let probeInterval = Interval.milliseconds(250)
    /// How many held requests follow each other in 16 ms once it is back: a steady start instead of a stampede.
    private static let releasedPerTick = 8

    init(_ group: UpstreamGroup, loads: [PeerLoad], worker: Worker) {
        self.worker = worker
        self.group = group
        peers = zip(group.peers, loads).map { UpstreamPeer($0, load: $1) }
        balancer = Balancer(policy: group.policy, peerCount: group.peers.count)
        responseHeadTimeout = group.responseHeadTimeout.map(Interval.init) ?? worker.timeouts.responseHead
        connectTimeout = group.connectTimeout.map(Interval.init) ?? worker.timeouts.connect
        holdTimeout = group.holdTimeout.map(Interval.init) ?? worker.timeouts.hold
    }

    // MARK: Leasing

    /// Lends a connection, now or later; `fresh` passes over the idle ones.
    func lease(for exchange: Exchange, fresh: Bool = false) {
        lastRequest = worker.loop.now
        guard !peers.isEmpty else { return exchange.leaseFailed(.noUpstream) }
        let first = balancer.pick(for: exchange.record.client) { [peers] in peers[$0].load.count }
        if !fresh, !isPerClient, awaySince == nil, let connection = takeIdle(from: first, for: exchange) {
            return lend(connection, to: exchange)
        }
        let lease = Lease(exchange: exchange, pool: self, firstPeer: first)
        exchange.leaseWaits(lease)
        if let awaySince {
            hold(lease, since: awaySince)
        } else {
            lease.connect()
        }
    }

    private func lend(_ connection: UpstreamConnection, to exchange: Exchange) {
        connection.assign(exchange)
        exchange.leased(connection)
    }

    /// A request that must not be sent twice gets a connection that was looked at first: one system call against the
    /// commonest race with an upstream's idle timeout.
    private func takeIdle(from first: Int, for exchange: Exchange) -> UpstreamConnection? {
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
        if isPerClient { return connection.close() }
        if !connection.peer.keep(connection, limit: worker.limits.idleUpstreamConnections) { connection.close() }
    }

    // MARK: Holding

    /// Every peer refused.
    func wentAway(_ lease: Lease) {
        let since = awaySince ?? worker.loop.now
        if awaySince == nil {
            awaySince = since
            worker.note(
                .warning, "upstream is away; requests wait",
                detail: group.peers.map(\.description).joined(separator: ", "))
        }
        hold(lease, since: since)
    }

    private func hold(_ lease: Lease, since: Instant) {
        if !alarm.isSet { worker.loop.set(alarm, for: self, at: worker.loop.now + Self.probeInterval) }
        // After so long a time of refusal waiting is hopeless: say so at once.
        guard worker.loop.now - since < holdTimeout else { return lease.fail(.noUpstream) }
        guard worker.heldRequests < worker.limits.heldRequests else { return lease.fail(.holdFull) }
        worker.heldRequests += 1
        held.append(lease)
        lease.waitsUntil(worker.loop.now + holdTimeout)
    }

    func release(_ lease: Lease) {
        guard let index = held.firstIndex(where: { $0 === lease }) else { return }
        held.remove(at: index)
        worker.heldRequests -= 1
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        guard awaySince != nil else { return releaseSome() }
        // Nobody has asked for a while: the next request starts the probing again.
        guard !held.isEmpty || now - lastRequest < holdTimeout else { return }
        worker.loop.set(alarm, for: self, at: now + Self.probeInterval)
        guard probe == nil else { return }
        let attempt = ConnectAttempt(pool: self, owner: .pool(self), firstPeer: 0)
        probe = attempt
        attempt.start()
    }

    func probeFailed() { probe = nil }

    func probeSucceeded(_ connection: UpstreamConnection) {
        probe = nil
        takeBack(connection)
        cameBack()
    }

    func cameBack() {
        guard awaySince != nil else { return }
        awaySince = nil
        worker.note(.notice, "upstream is back", detail: group.peers.map(\.description).joined(separator: ", "))
        releaseSome()
    }

    /// In order, a few at a time.
    private func releaseSome() {
        for _ in 0..<Self.releasedPerTick {
            guard awaySince == nil, !held.isEmpty else { break }
            let lease = held.removeFirst()
            worker.heldRequests -= 1
            if let connection = takeIdle(from: lease.firstPeer, for: lease.exchange) {
                lease.succeed(connection)
            } else {
                lease.connect()
            }
        }
        guard !held.isEmpty else { return }
        worker.loop.set(alarm, for: self, at: worker.loop.now + .milliseconds(16))
    }

    /// The configuration no longer names this group.
    func retire() {
        alarm.cancel()
        for peer in peers { peer.closeIdle() }
    }
}
