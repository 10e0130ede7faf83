import Testing

@testable import EdgeCore

@Suite("Picking an upstream")
struct BalancerTests {
    private let client = SocketAddress.ipv4(0xCB00_7109, port: 1)

    private func picks(_ policy: BalancingPolicy, peers: Int, count: Int, load: (Int) -> Int = { _ in 0 }) -> [Int] {
        var balancer = Balancer(policy: policy, peerCount: peers)
        return (0..<count).map { _ in balancer.pick(for: client, load: load) }
    }

    @Test("in turn begins with the first and leaves none out")
    func roundRobin() {
        #expect(picks(.roundRobin, peers: 3, count: 7) == [0, 1, 2, 0, 1, 2, 0])
    }

    @Test("takes the first where that is asked, and the only one whatever is asked")
    func first() {
        #expect(picks(.first, peers: 3, count: 3) == [0, 0, 0])
        for policy: BalancingPolicy in [.roundRobin, .leastConnections, .first, .random, .clientHash] {
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
            open[balancer.pick(for: client) { loads[$0] }] += 1
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
                let pick = balancer.pick(for: client) { _ in 0 }
                counts[pick] += 1
                #expect(balancer.pick(for: client.with(port: 9)) { _ in 0 } == pick)
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
