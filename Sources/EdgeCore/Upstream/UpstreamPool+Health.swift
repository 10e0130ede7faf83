/// What requests tell about the health of the upstreams that answer them.
extension UpstreamPool {
    /// The head of an answer has come.
    func answered(by peer: UpstreamPeer, status: Int, after time: Interval) {
        guard let passive = group.passiveHealth else { return }
        let isBad = passive.unhealthyStatuses.contains { $0.contains(status) }
        let isSlow = passive.unhealthyLatency.map { time > Interval($0) } ?? false
        if isBad || isSlow { failed(peer) }
    }

    /// A request has failed for the upstream's fault.
    func failed(_ peer: UpstreamPeer) {
        guard let passive = group.passiveHealth else { return }
        let time = Interval(passive.failDuration)
        guard peer.load.health.noteFailure(at: worker.loop.now, limit: passive.maxFails, within: time) else { return }
        worker.note(.warning, "an upstream fails and is passed over for a while", upstream: peer.name)
    }
}
