extension EdgeServer {
    /// Every open WebSocket, the oldest first.
    package func openSockets() async -> [OpenSocket] {
        await supervisor.gather { $0.openSockets() }.joined().sorted { ($1.age, $0.id) < ($0.age, $1.id) }
    }

    /// Ends sockets with a Close of their own.
    ///
    /// - Returns: how many were open and are being closed.
    package func closeSockets(_ selection: SocketSelection, with farewell: TunnelFarewell) async -> Int {
        await supervisor.gather { $0.closeSockets(selection, with: farewell) }.reduce(0, +)
    }

    /// Ends all sockets with 1012, one by one over `Timeouts.drainWindow`, and refuses new ones with 503 until
    /// `acceptSockets`. Requests go on.
    ///
    /// - Returns: how many were open.
    package func drainSockets() async -> Int { await supervisor.gather { $0.refuseSockets() }.reduce(0, +) }

    /// Takes new sockets again.
    package func acceptSockets() async { _ = await supervisor.gather { $0.acceptSockets() } }
}
