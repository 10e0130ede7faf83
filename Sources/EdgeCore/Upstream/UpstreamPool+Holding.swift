/// Hold, do not fail: what happens while upstreams refuse connections, and when they are back.
extension UpstreamPool {
    /// How often a peer is tried that has been away for longer than anybody waits, or that others stand in for.
    private static let slowProbeInterval = Interval.seconds(1)

    var isAway: Bool { awaySince != nil }
    var heldRequests: Int { held.count + heldSockets.count }
    var isHolding: Bool { heldRequests > 0 }

    /// Those of its kind.
    func othersWait(before exchange: Exchange) -> Bool {
        exchange.request.asksForUpgrade ? !heldSockets.isEmpty : !held.isEmpty
    }

    /// Outside of its property, as with `Array.takeAll`: whether others wait is asked for each request.
    private func changeHeld<Result>(sockets: Bool, _ change: (inout HoldQueue<Lease>) -> Result) -> Result {
        var queue = HoldQueue<Lease>()
        if sockets { swap(&queue, &heldSockets) } else { swap(&queue, &held) }
        let result = change(&queue)
        if sockets { swap(&queue, &heldSockets) } else { swap(&queue, &held) }
        return result
    }

    // MARK: Going away

    /// No address of the peer takes connections.
    func refused(by peer: UpstreamPeer, _ error: String) {
        guard !peer.isRefusing else { return }
        peer.isRefusing = true
        if peers.count > 1, peer.load.health.tells(away: true) {
            worker.note(.warning, "an upstream takes no connections; others stand in", detail: error, upstream: peer.name)
        }
        startProbing()
    }

    /// Every peer that was up refused.
    func wentAway(_ lease: Lease) { hold(lease) }

    func hold(_ lease: Lease) {
        let now = worker.loop.now
        // Behind others that are being let go, while everything is well.
        let isAway = awaySince != nil || !peers.contains(where: isAvailable)
        if isAway, awaySince == nil {
            awaySince = now
            note(isAway: true)
        }
        startProbing()
        // After so long a time of refusal waiting is hopeless: say so at once.
        if let awaySince, now - awaySince >= holdTimeout { return lease.fail(.noUpstream) }
        guard worker.clients.enterHold(limit: worker.limits.heldRequests) else { return lease.fail(.holdFull) }
        changeHeld(sockets: lease.isForSocket) { $0.insert(lease, number: lease.number) }
        lease.waits()
        if !isAway { releaseLater() }
    }

    func release(_ lease: Lease) {
        let wasHeld = changeHeld(sockets: lease.isForSocket) { $0.remove(lease) }
        if wasHeld { worker.clients.leaveHold() }
    }

    private func note(isAway: Bool) {
        guard peers[0].load.health.tellsOfGroup(away: isAway) else { return }
        let names = group.peers.map(\.description).joined(separator: ", ")
        if isAway {
            worker.note(.warning, "upstream is away; requests wait", detail: names)
        } else {
            worker.note(.notice, "upstream is back", detail: names)
        }
    }

    // MARK: Looking

    private func startProbing() {
        if !probeAlarm.isSet { worker.loop.set(probeAlarm, for: self, at: worker.loop.now + currentProbeInterval) }
    }

    func stopLooking() {
        probeAlarm.cancel()
        stopMonitors()
        for peer in peers {
            peer.probe?.cancel()
            peer.probe = nil
        }
    }

    private var currentProbeInterval: Interval {
        guard let awaySince, worker.loop.now - awaySince < holdTimeout else { return max(probeInterval, Self.slowProbeInterval) }
        return probeInterval
    }

    /// Tries every peer that refuses; requests do not, so that none of them waits for one that is known to be away.
    func probe(at now: Instant) {
        // Well again by its health checks, or by having had a pause.
        if awaySince != nil, peers.contains(where: isAvailable) { cameBack() }
        if isRetired, !isHolding { return stopLooking() }
        guard awaySince != nil || peers.contains(where: \.isRefusing) else { return }
        worker.loop.set(probeAlarm, for: self, at: now + currentProbeInterval)
        for (index, peer) in peers.enumerated() where peer.isRefusing && peer.probe == nil {
            let attempt = ConnectAttempt(pool: self, owner: .probe, firstPeer: index)
            peer.probe = attempt
            attempt.start()
        }
    }

    // MARK: Coming back

    func accepted(by peer: UpstreamPeer) {
        guard peer.isRefusing else { return }
        peer.isRefusing = false
        if peers.count > 1, peer.load.health.tells(away: false) {
            worker.note(.notice, "an upstream takes connections again", upstream: peer.name)
        }
        if awaySince != nil, peers.contains(where: isAvailable) { cameBack() }
    }

    private func cameBack() {
        awaySince = nil
        note(isAway: false)
        pace = ReleasePace(workers: worker.workerCount)
        let sockets = peers.reduce(heldSockets.count) { $0 + $1.openTunnels }
        socketPace = SocketPace(sockets: sockets, workers: worker.workerCount)
        releaseSome()
    }

    private func releaseLater() {
        guard isHolding, !releaseAlarm.isSet else { return }
        worker.loop.set(releaseAlarm, for: self, at: worker.loop.now + ReleasePace.tick)
    }

    /// In order, a few at a time.
    func releaseSome() {
        letGo(pace.nextBatch()) { changeHeld(sockets: false) { $0.takeFirst() } }
        letGo(socketPace.nextBatch()) { changeHeld(sockets: true) { $0.takeFirst() } }
        if awaySince == nil { releaseLater() }
    }

    private func letGo(_ count: Int, from next: () -> Lease?) {
        for _ in 0..<count {
            guard awaySince == nil, let lease = next() else { return }
            worker.clients.leaveHold()
            guard let first = pick(for: lease.exchange) else { return hold(lease) }
            if let connection = takeIdle(from: first, for: lease.exchange) {
                lease.succeed(connection)
            } else {
                lease.connect(to: first)
            }
        }
    }
}
