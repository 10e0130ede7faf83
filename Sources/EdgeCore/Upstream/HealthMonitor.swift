/// Asks one upstream how it is, again and again. The first worker does that for all of them; the others read what it found.
final class HealthMonitor: AlarmOwner {
    private unowned let pool: UpstreamPool
    private let peer: UpstreamPeer
    private let check: HealthCheck
    private let alarm = Alarm()
    private var record: HealthRecord
    private var connection: HealthConnection?
    private var isStopped = false

    /// How often one that is ill is asked again, unless it is asked more often anyway: requests wait for it.
    private static let illInterval = Interval.seconds(1)

    init(_ check: HealthCheck, of peer: UpstreamPeer, in pool: UpstreamPool) {
        self.check = check
        self.peer = peer
        self.pool = pool
        record = HealthRecord(passes: check.passes, fails: check.fails)
        pool.worker.loop.set(alarm, for: self, at: pool.worker.loop.now)
    }

    func stop() {
        isStopped = true
        alarm.cancel()
        connection?.close()
        connection = nil
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        guard let host = peer.hostToResolve(at: now) else { return ask() }
        pool.worker.resolve(host) { [self] found in
            guard !isStopped else { return }
            peer.resolved(to: found, at: pool.worker.loop.now)
            ask()
        }
    }

    private func ask() {
        guard let address = peer.addresses.first else { return ended(.ill("its name has no address")) }
        let place = check.port.map { address.family == .unix ? address : address.with(port: UInt16(clamping: $0)) } ?? address
        do {
            connection = try .start(check, of: peer, at: place, group: pool.group, worker: pool.worker) { [self] verdict in
                connection = nil
                if !isStopped { ended(verdict) }
            }
        } catch {
            ended(.ill(error.text))
        }
    }

    private func ended(_ verdict: HealthAnswer.Verdict) {
        switch record.note(isWell: verdict == .well) {
        case .fellIll:
            peer.load.health.found(ill: true)
            guard case .ill(let reason) = verdict else { break }
            pool.worker.note(.warning, "an upstream is ill", detail: reason, upstream: peer.name)
        case .recovered:
            peer.load.health.found(ill: false)
            pool.worker.note(.notice, "an upstream is well again", upstream: peer.name)
        case nil: break
        }
        let usual = Interval(check.interval)
        let interval = record.isIll ? min(usual, Self.illInterval) : usual
        pool.worker.loop.set(alarm, for: self, at: pool.worker.loop.now + interval)
    }
}
