extension DownstreamConnection {
    /// What a connection is counted under, so that it is counted off again when it ends, whatever the limits say by then.
    struct Admission {
        var client: ClientKey?
        var isHandshake = false
    }

    /// Whether the limits of clients and handshakes let this connection in; it is counted where they do.
    func isAdmitted() -> Bool {
        // A proxy's client is known behind its header, which is due first.
        guard preamble != .awaited else { return true }
        guard entersClient(), entersHandshake() else {
            worker.counters.refusedConnections += 1
            return false
        }
        return true
    }

    private func entersClient() -> Bool {
        let limit = worker.limits.connectionsPerClient
        guard limit > 0, !worker.isExempt(peer) else { return true }
        let client = ClientKey(peer)
        guard worker.clients.connections.enter(client, limit: limit) else {
            worker.note(.debug, "client has too many connections", peer: peer)
            return false
        }
        admission.client = client
        return true
    }

    private func entersHandshake() -> Bool {
        let limit = worker.limits.handshakes
        guard limit > 0, listener.isEncrypted else { return true }
        guard worker.clients.enterHandshake(limit: limit) else { return false }
        admission.isHandshake = true
        return true
    }

    func handshakeEnded() {
        guard admission.isHandshake else { return }
        admission.isHandshake = false
        worker.clients.leaveHandshake()
    }

    func leaveCounters() {
        handshakeEnded()
        guard let client = admission.client else { return }
        admission.client = nil
        worker.clients.connections.leave(client)
    }
}
