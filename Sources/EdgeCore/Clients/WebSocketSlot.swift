/// A WebSocket's place within the limits; given back when its exchange ends.
struct WebSocketSlot {
    fileprivate var client: ClientKey?
    fileprivate var isCountedInAll = false
}

extension Worker {
    /// Peers whose number is never limited: this machine, and those who speak for many.
    func isExempt(_ address: SocketAddress) -> Bool {
        address.isLoopback || adopted.snapshot.trustedProxies.contains(address)
    }

    /// A place for a client's WebSocket.
    func takeWebSocketSlot(for address: SocketAddress) throws(Failure) -> WebSocketSlot {
        guard !isDraining else { throw .stopping }
        guard !refusesSockets else { throw .draining }
        var slot = WebSocketSlot()
        if limits.webSocketsPerClient > 0, !isExempt(address) {
            let client = ClientKey(address)
            guard clients.webSockets.enter(client, limit: limits.webSocketsPerClient) else { throw .clientSocketsFull }
            slot.client = client
        }
        if limits.webSockets > 0 {
            guard clients.enterWebSocket(limit: limits.webSockets) else {
                giveBack(slot)
                throw .socketsFull
            }
            slot.isCountedInAll = true
        }
        return slot
    }

    func giveBack(_ slot: WebSocketSlot) {
        if let client = slot.client { clients.webSockets.leave(client) }
        if slot.isCountedInAll { clients.leaveWebSocket() }
    }
}
