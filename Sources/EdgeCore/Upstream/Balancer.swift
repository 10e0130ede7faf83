/// Picks the upstream that a request tries first. A value: how each peer stands is an argument.
struct Balancer {
    /// How a peer stands at this moment.
    struct Standing {
        /// The requests and sockets that it has open.
        var load = 0
        /// The part of its usual share that it may take: 0 while it is down, 1 when it has been up for long enough.
        var share = 1.0
    }

    let policy: BalancingPolicy
    let peerCount: Int
    private var turn = 0

    init(policy: BalancingPolicy, peerCount: Int) {
        self.policy = policy
        self.peerCount = peerCount
    }

    /// - Returns: `nil` where all are down.
    mutating func pick(for client: SocketAddress, _ standing: (Int) -> Standing) -> Int? {
        switch policy {
        case .first: (0..<peerCount).first { standing($0).share > 0 }
        case .roundRobin: nextUp(standing)
        case .random: atRandom(standing)
        case .leastConnections: leastLoaded(standing)
        case .clientHash: preferred(by: client, standing)
        }
    }

    private mutating func nextTurn() -> Int {
        defer { turn = (turn + 1) % peerCount }
        return turn
    }

    /// One that has come back lately lets most of its turns pass, unless nobody else is up.
    private mutating func nextUp(_ standing: (Int) -> Standing) -> Int? {
        var fallback: Int?
        for _ in 0..<peerCount {
            let index = nextTurn()
            let share = standing(index).share
            guard share > 0 else { continue }
            if share >= 1 || .random(in: 0..<1) < share { return index }
            fallback = fallback ?? index
        }
        if let fallback { turn = (fallback + 1) % peerCount }
        return fallback
    }

    /// Each with a chance of its share, in one pass.
    private func atRandom(_ standing: (Int) -> Standing) -> Int? {
        var total = 0.0
        var picked: Int?
        for index in 0..<peerCount {
            let share = standing(index).share
            guard share > 0 else { continue }
            total += share
            if .random(in: 0..<total) < share { picked = index }
        }
        return picked
    }

    /// From a moving start, so that equals take turns. One that has come back lately, and has nothing open, would get
    /// everything: its load counts as that of its full share.
    private mutating func leastLoaded(_ standing: (Int) -> Standing) -> Int? {
        let start = nextTurn()
        var best: (index: Int, load: Double)?
        for step in 0..<peerCount {
            let index = (start + step) % peerCount
            let standing = standing(index)
            guard standing.share > 0 else { continue }
            let load = Double(standing.load + 1) / standing.share
            if load < best?.load ?? .infinity { best = (index, load) }
        }
        return best?.index
    }

    /// Each client ranks the peers in an order of its own (rendezvous hashing): when one is down only its clients move, to
    /// all of the others.
    private func preferred(by client: SocketAddress, _ standing: (Int) -> Standing) -> Int? {
        let key = Self.mixed(client.low ^ client.high)
        var best: (index: Int, rank: UInt64)?
        for index in 0..<peerCount where standing(index).share > 0 {
            let rank = Self.mixed(key ^ Self.mixed(UInt64(index) &+ 1))
            if rank >= best?.rank ?? 0 { best = (index, rank) }
        }
        return best?.index
    }

    /// The finaliser of SplitMix64.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
