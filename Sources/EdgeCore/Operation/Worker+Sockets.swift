/// The open sockets, for an operator. Called by way of the mailbox; walking 10,000 of them takes a worker about a millisecond.
extension Worker {
    private func id(of exchange: Exchange) -> String { "\(handle.index)-\(exchange.record.socketNumber)" }

    func openSockets() -> [OpenSocket] {
        tunnels.values.map { OpenSocket($0, id: id(of: $0), now: loop.now) }
    }

    /// Ends the selected sockets with a Close, and says how many that are.
    func closeSockets(_ selection: SocketSelection, with farewell: TunnelFarewell) -> Int {
        let closing = tunnels.values.filter { selection.contains($0, id: id(of: $0)) }
        for exchange in closing { exchange.endTunnel(with: farewell, at: loop.now) }
        return closing.count
    }

    /// Ends all sockets over the drain window, and says how many that are; new ones are refused until `acceptSockets`.
    func refuseSockets() -> Int {
        refusesSockets = true
        drainTunnels()
        return tunnels.count
    }

    func acceptSockets() { refusesSockets = false }
}
