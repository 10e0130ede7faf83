import Testing

@testable import EdgeCore

@Suite("Holding and letting go")
struct HoldTests {
    private final class Waiting {
        let number: Int
        init(_ number: Int) { self.number = number }
    }

    @Test("those who wait leave in the order in which they came, one that was refused again in its old place")
    func order() {
        var queue = HoldQueue<Waiting>()
        for number in [1, 2, 3, 5, 4] { queue.insert(Waiting(number), number: number) }
        let first = queue.takeFirst()
        #expect(first?.number == 1)
        _ = queue.takeFirst()
        // Both had been let go, and were refused, the later one first.
        queue.insert(Waiting(2), number: 2)
        queue.insert(Waiting(1), number: 1)
        var left: [Int] = []
        while let next = queue.takeFirst() { left.append(next.number) }
        #expect(left == [1, 2, 3, 4, 5])
        #expect(queue.isEmpty)
    }

    @Test("one that gives up is taken out, wherever it stands")
    func removal() {
        var queue = HoldQueue<Waiting>()
        let all = (0..<100).map { Waiting($0) }
        for waiting in all { queue.insert(waiting, number: waiting.number) }
        for _ in 0..<40 { _ = queue.takeFirst() }
        let wasThere = queue.remove(all[70])
        let wasGone = queue.remove(all[3])
        #expect(wasThere && !wasGone)
        #expect(queue.count == 59)
        var left: [Int] = []
        while let next = queue.takeFirst() { left.append(next.number) }
        #expect(left == Array(40..<70) + Array(71..<100))
    }

    @Test("a thousand are let go in about a second, whatever the number of workers, the first few slowly", arguments: [1, 2, 8])
    func pace(workers: Int) {
        var paces = (0..<workers).map { _ in ReleasePace(workers: workers) }
        var (released, ticks) = (0, 0)
        while released < 1024 {
            for index in paces.indices { released += paces[index].nextBatch() }
            ticks += 1
            if ticks == 4 { #expect(released == 32) }
        }
        #expect((20...70).contains(ticks), "\(ticks) ticks of 16 ms")
    }

    @Test("sockets come back over five seconds, a few in less than one, the first at once", arguments: [1, 2, 8])
    func socketPace(workers: Int) {
        for (sockets, seconds) in [(500, 5.0), (10_000, 5.0), (16, 16.0 / 25)] {
            var paces = (0..<workers).map { _ in SocketPace(sockets: sockets / workers, workers: workers) }
            var released: [Int] = []
            while released.reduce(0, +) < sockets, released.count < 1000 {
                released.append(paces.indices.reduce(0) { $0 + paces[$1].nextBatch() })
            }
            #expect(released[0] >= workers)
            #expect(abs(Double(released.count) * 0.016 - seconds) < 0.6, "\(sockets): \(released.count) ticks")
            let most = released.indices.map { released[$0..<min($0 + 63, released.count)].reduce(0, +) }.max()!
            #expect(most <= max(40, sockets / 4), "\(sockets): \(most) in a second")
        }
    }

    @Test("a peer that is back rises from a tenth to the whole, one that has always been there has it")
    func ramp() {
        let start = Instant(nanoseconds: 0)
        var ramp = Ramp.steady
        func share(_ isUp: Bool, _ seconds: Int) -> Double {
            ramp.share(isUp: isUp, at: start + .seconds(seconds), over: .seconds(10))
        }
        #expect(share(true, 0) == 1)
        #expect(share(false, 1) == 0)
        #expect(share(true, 2) == 0.1)
        #expect(share(true, 7) == 0.5)
        #expect(share(true, 12) == 1)
        #expect(ramp == .steady)
        var instant = Ramp.down
        let atOnce = instant.share(isUp: true, at: start, over: .seconds(0))
        #expect(atOnce == 1)
    }

    @Test("failures count within their time; the mark that they leave goes by itself, and is told once")
    func marks() {
        let health = PeerHealth()
        let start = Instant(nanoseconds: 100_000_000_000)
        func fails(after seconds: Int) -> Bool {
            health.noteFailure(at: start + .seconds(seconds), limit: 3, within: .seconds(10))
        }
        #expect([0, 8, 12, 14].map(fails) == [false, false, false, false])
        #expect(health.isWell(at: start + .seconds(14)))
        #expect(fails(after: 16))
        #expect(!fails(after: 17))
        #expect(!health.isWell(at: start + .seconds(26)))
        #expect(health.isWell(at: start + .seconds(27)))
        health.found(ill: true)
        #expect(!health.isWell(at: start + .seconds(90)))
        #expect([true, true, false, false].map(health.tells) == [true, false, true, false])
    }
}
