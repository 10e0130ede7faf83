/// Ends of many sockets at a time, one after the other.
extension Worker {
    /// All of them, over the drain window.
    func drainTunnels() { endInTurn(Array(tunnels.values), with: .stopping) }

    /// Those whose route the configuration does not have any more; the others move to it.
    func drainRemovedRoutes() {
        guard !tunnels.isEmpty else { return }
        endInTurn(tunnels.values.filter { !$0.moves(to: adopted) }, with: .routeGone)
    }

    func endInTurn(_ exchanges: [Exchange], with farewell: TunnelFarewell) {
        let spread = spread(of: exchanges.count)
        for (index, exchange) in exchanges.enumerated() {
            exchange.endTunnel(with: farewell, at: loop.now + spread.delay(of: index))
        }
    }

    /// When a client hears that its upstream is gone: at once where it is alone, in its turn where many are.
    func turnToHear(of peer: UpstreamPeer?) -> Instant {
        guard let peer else { return loop.now }
        return peer.farewells.turn(at: loop.now) { spread(of: peer.openTunnels) }
    }

    /// What befalls a part of this worker's sockets befalls the same part of the others'.
    private func spread(of count: Int) -> FarewellSpread {
        let total = tunnelsInAll * count / max(1, tunnels.count)
        return FarewellSpread(
            count: count, of: max(count, total), over: timeouts.drainWindow, phase: phase)
    }
}
