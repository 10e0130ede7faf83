import Testing

@testable import EdgeCore

private func at(_ seconds: Int) -> Instant { Instant(nanoseconds: Int64(seconds) * 1_000_000_000) }

/// 100 bytes a second over 20 s, 60 s of silence.
private let terms = PaceClock.Terms(silence: .seconds(60), bytesPerSecond: 100, window: .seconds(20))

@Suite("The pace of bodies")
struct PaceTests {
    @Test("silence is judged by its own clock, which every byte sets back")
    func silence() {
        var clock = PaceClock()
        #expect(clock.deadline(terms) == .never)
        clock.start(at: at(0))
        #expect(clock.deadline(terms) == at(60))
        #expect(clock.judge(at: at(60), terms) == .silent)
    }

    @Test("a drip is too slow at the end of the window that its first byte began")
    func drip() {
        var clock = PaceClock()
        clock.start(at: at(0))
        for second in 50..<70 { clock.moved(99, at: at(second)) }
        #expect(clock.deadline(terms) == at(70))
        #expect(clock.judge(at: at(70), terms) == .tooSlow)
    }

    @Test("what is just fast enough goes on, and the next window begins with a byte")
    func fastEnough() {
        var clock = PaceClock()
        clock.start(at: at(0))
        for second in 0..<20 { clock.moved(100, at: at(second)) }
        #expect(clock.judge(at: at(20), terms) == .fine(until: at(79)))
        // 50 s of nothing between two windows is silence, and short enough.
        clock.moved(1400, at: at(69))
        clock.moved(600, at: at(70))
        #expect(clock.judge(at: at(89), terms) == .fine(until: at(130)))
    }

    @Test("a stopped clock has no deadline, and what was before it does not count")
    func stopped() {
        var clock = PaceClock()
        clock.start(at: at(0))
        clock.moved(1, at: at(1))
        clock.stop()
        #expect(clock.deadline(terms) == .never)
        #expect(clock.judge(at: at(500), terms) == .fine(until: .never))
        clock.start(at: at(500))
        #expect(clock.deadline(terms) == at(560))
    }

    @Test("no bound on the pace leaves the silence")
    func unbounded() {
        let terms = PaceClock.Terms(silence: .seconds(60), bytesPerSecond: 0, window: .seconds(20))
        var clock = PaceClock()
        clock.start(at: at(0))
        clock.moved(1, at: at(30))
        #expect(clock.deadline(terms) == at(90))
        #expect(clock.judge(at: at(89), terms) == .fine(until: at(90)))
        #expect(clock.judge(at: at(90), terms) == .silent)
    }

    @Test("an absurd rate does not overflow")
    func overflow() {
        #expect(PaceClock.Terms(silence: .seconds(1), bytesPerSecond: .max, window: .seconds(20)).windowBytes == .max)
    }

    @Test("a peer that takes nothing is silent after 60 s, one that takes drops is too slow after 20 s")
    func taking() {
        var clock = TakingClock()
        clock.start(delivered: 1000, at: at(0))
        #expect(clock.deadline(terms) == at(20))
        #expect(clock.judge(delivered: 1000, at: at(20), terms) == .fine(until: at(40)))
        #expect(clock.judge(delivered: 1000, at: at(40), terms) == .fine(until: at(60)))
        #expect(clock.judge(delivered: 1000, at: at(60), terms) == .silent)
        clock.start(delivered: 1000, at: at(100))
        #expect(clock.judge(delivered: 3000, at: at(120), terms) == .fine(until: at(140)))
        #expect(clock.judge(delivered: 4999, at: at(140), terms) == .tooSlow)
    }
}

@Suite("What clients hold")
struct ClientCounterTests {
    private func key(_ text: String) throws -> ClientKey { ClientKey(try #require(SocketAddress(literal: text))) }

    @Test("an IPv6 /64 is one client, an IPv4 address is one, mapped or not")
    func keys() throws {
        #expect(try key("2001:db8::1") == key("2001:db8::ffff:1"))
        #expect(try key("2001:db8::1") != key("2001:db8:0:1::1"))
        #expect(try key("192.0.2.1") == key("::ffff:192.0.2.1"))
        #expect(try key("192.0.2.1") != key("192.0.2.2"))
        // An IPv6 network whose bits read like an IPv4 address is another client.
        #expect(try key("0:0:c000:201::") != key("192.0.2.1"))
    }

    @Test("the limit holds for each client, and leaving makes room")
    func limit() throws {
        let counter = ClientCounter()
        let (one, other) = (try key("192.0.2.1"), try key("192.0.2.2"))
        #expect(counter.enter(one, limit: 2))
        #expect(counter.enter(one, limit: 2))
        #expect(!counter.enter(one, limit: 2))
        #expect(counter.enter(other, limit: 2))
        counter.leave(one)
        #expect(counter.enter(one, limit: 2))
    }

    @Test("clients who hold nothing take no memory")
    func memory() {
        let counter = ClientCounter()
        for number in 0..<100_000 {
            let client = ClientKey(.ipv4(UInt32(number), port: 1))
            #expect(counter.enter(client, limit: 1))
            counter.leave(client)
        }
        #expect(counter.clients == 0)
    }

    @Test("handshakes and WebSockets in all are counted exactly")
    func all() {
        let counters = ClientCounters()
        #expect(counters.enterHandshake(limit: 1))
        #expect(!counters.enterHandshake(limit: 1))
        counters.leaveHandshake()
        #expect(counters.enterHandshake(limit: 1))
        #expect(counters.enterWebSocket(limit: 1))
        #expect(!counters.enterWebSocket(limit: 1))
    }
}
