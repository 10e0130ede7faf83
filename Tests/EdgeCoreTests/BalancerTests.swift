import Testing

@testable import EdgeCore

@Suite("Picking an upstream")
struct BalancerTests {
    private let client = SocketAddress.ipv4(0xCB00_7109, port: 1)

    private static let policies: [BalancingPolicy] = [.roundRobin, .leastConnections, .first, .random, .clientHash]

    private func picks(
        _ policy: BalancingPolicy, peers: Int, count: Int, shares: [Double] = [], load: (Int) -> Int = { _ in 0 }
    ) -> [Int] {
        var balancer = Balancer(policy: policy, peerCount: peers)
        return (0..<count).compactMap { _ in
            balancer.pick(for: client) { .init(load: load($0), share: shares.isEmpty ? 1 : shares[$0]) }
        }
    }

    @Test("one that is down is passed over, and all of them down are nobody", arguments: policies)
    func down(policy: BalancingPolicy) {
        for place in 0..<3 {
            var shares = [1.0, 1, 1]
            shares[place] = 0
            let picks = picks(policy, peers: 3, count: 60, shares: shares)
            #expect(picks.count == 60 && !picks.contains(place))
        }
        #expect(picks(policy, peers: 3, count: 5, shares: [0, 0, 0]).isEmpty)
    }

    @Test("one that came back lately gets less than its share, and never nothing")
    func rising() {
        for policy: BalancingPolicy in [.roundRobin, .random] {
            let picks = picks(policy, peers: 2, count: 2000, shares: [1, 0.1])
            let part = picks.filter { $0 == 1 }.count
            #expect(part > 50 && part < 350, "\(policy): \(part) of 2000")
            // Where all of them are new they share.
            let equal = self.picks(policy, peers: 2, count: 2000, shares: [0.1, 0.1])
            #expect((800...1200).contains(equal.filter { $0 == 1 }.count))
        }
        // With nothing open it would get everything.
        var open = [9, 0]
        var balancer = Balancer(policy: .leastConnections, peerCount: 2)
        for _ in 0..<20 {
            let pick = balancer.pick(for: client) { .init(load: open[$0], share: $0 == 1 ? 0.1 : 1) }
            if let pick { open[pick] += 1 }
        }
        #expect(open == [27, 2])
    }

    @Test("when one of several is down only its clients move, and to all of the others")
    func moves() {
        var balancer = Balancer(policy: .clientHash, peerCount: 4)
        var moved = [Int](repeating: 0, count: 4)
        for host: UInt32 in 0..<1000 {
            let client = SocketAddress.ipv4(0x0A00_0000 + host, port: 1)
            let before = balancer.pick(for: client) { _ in .init() }
            let after = balancer.pick(for: client) { .init(share: $0 == 2 ? 0 : 1) }
            if before == 2, let after { moved[after] += 1 } else { #expect(after == before) }
        }
        #expect([0, 1, 3].allSatisfy { moved[$0] > 40 } && moved[2] == 0, "\(moved)")
    }

    @Test("in turn begins with the first and leaves none out")
    func roundRobin() {
        #expect(picks(.roundRobin, peers: 3, count: 7) == [0, 1, 2, 0, 1, 2, 0])
    }

    @Test("takes the first where that is asked, and the only one whatever is asked")
    func first() {
        #expect(picks(.first, peers: 3, count: 3) == [0, 0, 0])
        for policy in Self.policies {
            #expect(picks(policy, peers: 1, count: 2) == [0, 0])
        }
    }

    @Test("takes the one with the fewest open, and equals in turn")
    func leastConnections() {
        let loads = [5, 2, 9, 2]
        #expect(picks(.leastConnections, peers: 4, count: 4) { loads[$0] } == [1, 1, 3, 3])
        #expect(picks(.leastConnections, peers: 3, count: 6) == [0, 1, 2, 0, 1, 2])
        // Each pick adds to its load: the differences level out.
        var open = [7, 0, 3]
        var balancer = Balancer(policy: .leastConnections, peerCount: 3)
        for _ in 0..<20 {
            let loads = open
            if let pick = balancer.pick(for: client, { .init(load: loads[$0]) }) { open[pick] += 1 }
        }
        #expect(open.reduce(0, +) == 30 && open.allSatisfy { $0 == 10 })
    }

    @Test("keeps a client with its upstream, and spreads clients evenly")
    func clientHash() {
        for peers in [2, 3, 5] {
            var counts = Array(repeating: 0, count: peers)
            for host: UInt32 in 0..<1000 {
                var balancer = Balancer(policy: .clientHash, peerCount: peers)
                let client = SocketAddress.ipv4(0x0A00_0000 + host, port: UInt16(truncatingIfNeeded: host))
                let pick = balancer.pick(for: client) { _ in .init() }
                let again = balancer.pick(for: client.with(port: 9)) { _ in .init() }
                #expect(again == pick)
                if let pick { counts[pick] += 1 }
            }
            #expect(counts.allSatisfy { $0 > 800 / peers && $0 < 1250 / peers }, "\(counts)")
        }
    }

    @Test("at random reaches every one")
    func random() {
        let picks = picks(.random, peers: 3, count: 300)
        #expect(Set(picks) == [0, 1, 2])
    }
}
