/// Tries the addresses of one peer after the other until one takes the connection: of all peers that are up for a lease, of
/// one peer to see whether it is back.
final class ConnectAttempt {
    /// Who wants the connection.
    enum Owner {
        case lease(Lease)
        case probe
    }

    private let pool: UpstreamPool
    private let owner: Owner
    private let firstPeer: Int
    private var peersTried = 0
    private var addresses: [SocketAddress] = []
    private var connecting: UpstreamConnection?
    private var isCancelled = false
    /// What the last try ended with, in words for the log.
    private(set) var lastError = ""

    init(pool: UpstreamPool, owner: Owner, firstPeer: Int) {
        self.pool = pool
        self.owner = owner
        self.firstPeer = firstPeer
    }

    private var worker: Worker { pool.worker }
    private var peersToTry: Int {
        switch owner {
        case .lease: pool.peers.count
        case .probe: 1
        }
    }
    private var peer: UpstreamPeer { pool.peers[(firstPeer + peersTried) % pool.peers.count] }

    /// The client that the connection is for; `nil` for a connection of the pool's own.
    var clientEnds: ProxyHeader.Ends? {
        guard case .lease(let lease) = owner else { return nil }
        let exchange = lease.exchange
        let destination = exchange.connection?.wire.localAddress ?? .anyIPv4
        return ProxyHeader.Ends(source: exchange.record.client, destination: destination)
    }

    func start() {
        guard let host = peer.hostToResolve(at: worker.loop.now) else {
            addresses = peer.addresses
            return connectNext()
        }
        worker.resolve(host) { [self] found in
            guard !isCancelled else { return }
            peer.resolved(to: found, at: worker.loop.now)
            addresses = peer.addresses
            if addresses.isEmpty { lastError = "the name \(host) has no address" }
            connectNext()
        }
    }

    private func connectNext() {
        while !addresses.isEmpty {
            let address = addresses.removeFirst()
            do {
                connecting = try UpstreamConnection.connect(to: address, of: peer, in: pool, attempt: self)
                return
            } catch {
                lastError = error.text
            }
        }
        pool.refused(by: peer, lastError)
        repeat { peersTried += 1 } while peersTried < peersToTry && !pool.isAvailable(peer)
        peersTried < peersToTry ? start() : failed()
    }

    private func failed() {
        switch owner {
        case .lease(let lease): lease.connectFailed(lastError)
        case .probe: pool.peers[firstPeer].probe = nil
        }
    }

    // MARK: From the connection

    func connected(_ connection: UpstreamConnection) {
        connecting = nil
        switch owner {
        case .lease(let lease):
            pool.accepted(by: peer)
            lease.succeed(connection)
        case .probe:
            peer.probe = nil
            pool.takeBack(connection)
            pool.accepted(by: peer)
        }
    }

    func connectFailed(_ error: String) {
        connecting = nil
        lastError = error
        connectNext()
    }

    /// The connection came about, but the TLS handshake on it did not: another address would not help.
    func handshakeFailed(_ phrase: String) {
        connecting = nil
        worker.note(.warning, "TLS handshake with the upstream failed", detail: phrase, upstream: peer.name)
        switch owner {
        case .lease(let lease): lease.fail(.upstreamHandshake)
        case .probe: peer.probe = nil
        }
    }

    func cancel() {
        isCancelled = true
        connecting?.close()
        connecting = nil
    }
}
