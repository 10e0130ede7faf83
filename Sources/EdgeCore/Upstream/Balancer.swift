/// Picks the upstream that a request tries first. A value: the load of each peer is an argument.
struct Balancer {
    let policy: BalancingPolicy
    let peerCount: Int
    private var turn = 0

    init(policy: BalancingPolicy, peerCount: Int) {
        self.policy = policy
        self.peerCount = peerCount
    }

    /// - Parameter load: the requests and sockets that a peer has open.
    mutating func pick(for client: SocketAddress, load: (Int) -> Int) -> Int {
        guard peerCount > 1 else { return 0 }
        switch policy {
        case .first: return 0
        case .roundRobin: return nextTurn()
        case .random: return Int.random(in: 0..<peerCount)
        case .leastConnections: return leastLoaded(from: nextTurn(), load)
        case .clientHash:
            let hash = (client.low ^ client.high) &* 0x9E37_79B9_7F4A_7C15
            return Int(hash >> 33) % peerCount
        }
    }

    private mutating func nextTurn() -> Int {
        defer { turn = (turn + 1) % peerCount }
        return turn
    }

    /// From a moving start, so that equals take turns.
    private func leastLoaded(from start: Int, _ load: (Int) -> Int) -> Int {
        var best = start
        var least = load(start)
        for step in 1..<peerCount {
            let index = (start + step) % peerCount
            let count = load(index)
            if count < least {
                best = index
                least = count
            }
        }
        return best
    }
}
