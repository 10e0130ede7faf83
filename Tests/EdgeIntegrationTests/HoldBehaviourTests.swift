@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// Hold, do not fail: what requests get while their upstream is away.
@Suite("Holding")
struct HoldBehaviourTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// An edge in front of a port where nobody listens yet.
    private static func away(
        configure: @escaping (inout EdgeServer.Configuration) -> Void = { _ in },
        _ script: @escaping @Sendable (TestEdge, Int) throws -> Void
    ) async throws {
        let port = TestUpstream.closedPort()
        try await TestEdge.run(clock: TimeSource(), configure: { configuration in
            configuration.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "127.0.0.1", port: port)]))]
            configure(&configuration)
        }) { try script($0, port) }
    }

    @Test("those who wait are let go in order, and who comes meanwhile stands behind them")
    func inOrder() async throws {
        try await Self.away { edge, port in
            let seen = Mutex<[String]>([])
            let waiting = (0..<40).map { number in
                let client = edge.connect()
                client.request("GET", "/\(number)")
                edge.settle()
                return client
            }
            let upstream = TestUpstream(port: port, inTurn: true) { side in
                guard let request = side.readRequest() else { return }
                let target = request.head.split(separator: " ")[1]
                seen.withLock { $0.append(String(target)) }
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            }
            edge.advance(seconds: 1)
            let late = edge.connect()
            late.request("GET", "/late")
            for client in waiting { #expect(client.readResponse()?.text == "ok") }
            #expect(late.readResponse()?.text == "ok")
            #expect(seen.withLock { $0 } == (0..<40).map { "/\($0)" } + ["/late"])
            withExtendedLifetime(upstream) {}
        }
    }

    @Test("an upgrade waits too, and 101 comes only after the upstream's")
    func upgrade() async throws {
        try await Self.away { edge, port in
            let client = edge.connect()
            client.request("GET", "/ws", WebSocketBehaviourTests.upgrade)
            edge.settle()
            let reached = Gate<Bool>()
            let goOn = Gate<Bool>()
            let upstream = TestUpstream(port: port) { side in
                guard side.readHead() != nil else { return }
                reached.open()
                _ = goOn.wait()
                side.send(WebSocketBehaviourTests.accepted + "\u{1}\u{2}hi")
                while side.read() != nil {}
            }
            edge.advance(seconds: 1)
            _ = reached.wait()
            #expect(edge.counters.openTunnels == 0)
            goOn.open()
            #expect(client.readHead()?.hasPrefix("HTTP/1.1 101 ") == true)
            withExtendedLifetime(upstream) {}
        }
    }

    @Test("sockets that have waited come back a few at a time; requests do not wait behind them, and none is given up meanwhile")
    func sockets() async throws {
        try await Self.away { edge, port in
            let waiting = (0..<60).map { _ in
                let client = edge.connect()
                client.request("GET", "/ws", WebSocketBehaviourTests.upgrade)
                return client
            }
            edge.settle()
            let page = edge.connect()
            page.request("GET", "/page")
            edge.settle()
            let seen = Mutex<[String]>([])
            let upstream = TestUpstream(port: port) { side in
                while let head = side.readHead() {
                    let target = String(head.split(separator: " ")[1])
                    seen.withLock { $0.append(target) }
                    side.send(target == "/ws" ? WebSocketBehaviourTests.accepted : Self.ok)
                    if target == "/ws" { while side.read() != nil {} }
                }
            }
            edge.advance(seconds: 20)
            edge.settle(until: { edge.counters.openTunnels > 0 })
            // Beyond the time that they would have waited for an upstream that is away.
            edge.advance(seconds: 20)
            var samples: [(time: Instant, open: Int)] = []
            let end = ContinuousClock.now + .seconds(60)
            while edge.counters.openTunnels < 60, .now < end {
                edge.advance(by: .milliseconds(16)) { samples.append((edge.now, edge.counters.openTunnels)) }
            }
            for client in waiting { #expect(client.readHead()?.hasPrefix("HTTP/1.1 101 ") == true) }
            #expect(page.readResponse()?.text == "ok")
            #expect(seen.withLock { $0.firstIndex(of: "/page") ?? 60 } < 20)
            #expect(Self.peak(samples) <= 35, "\(Self.peak(samples)) a second")
            withExtendedLifetime(upstream) {}
        }
    }

    /// The most that opened in a second. A longer time has a second in it that is no slower: two are looked at from each sample.
    private static func peak(_ samples: [(time: Instant, open: Int)]) -> Double {
        var peak = 0.0
        for (index, first) in samples.enumerated() {
            for later in samples[index...] {
                let passed = later.time - first.time
                if passed >= .seconds(2) { break }
                guard passed >= .seconds(1) else { continue }
                peak = max(peak, Double(later.open - first.open) * 1e9 / Double(passed.nanoseconds))
            }
        }
        return peak
    }

    @Test("the number of those who wait is bounded over all workers; one more is told at once")
    func bounded() async throws {
        try await Self.away(configure: {
            $0.limits.heldRequests = 3
            $0.workers = 2
        }) { edge, _ in
            let waiting = (0..<3).map { _ in
                let client = edge.connect()
                client.request("GET", "/")
                edge.settle()
                return client
            }
            let over = edge.connect().get("/")
            #expect(over?.status == 503)
            #expect(over?.field("retry-after") != nil)
            // One that gives up makes room.
            waiting[0].close()
            edge.settle()
            let next = edge.connect()
            next.request("GET", "/")
            edge.settle()
            edge.advance(seconds: 31)
            #expect(next.readResponse()?.status == 503)
        }
    }

    @Test("after an outage that was longer than anybody waits, the first request finds the upstream that is back")
    func backAfterLong() async throws {
        try await Self.away { edge, port in
            let first = edge.connect()
            first.request("GET", "/")
            edge.settle()
            edge.advance(seconds: 31)
            #expect(first.readResponse()?.status == 503)
            #expect(edge.connect().get("/")?.status == 503)
            // Nobody asks for an hour.
            edge.advance(seconds: 3600)
            let upstream = TestUpstream(port: port) { side in
                while side.readRequest() != nil { side.send(Self.ok) }
            }
            edge.advance(seconds: 2)
            edge.settle()
            #expect(edge.connect().get("/")?.text == "ok")
            withExtendedLifetime(upstream) {}
        }
    }

    @Test("a reload that takes the upstream's group away leaves those who wait for it their chance")
    func reload() async throws {
        try await Self.away { edge, port in
            let client = edge.connect()
            client.request("GET", "/")
            edge.settle()
            try edge.reload { $0.sites = [] }
            #expect(edge.connect().get("/")?.status == 404)
            let upstream = TestUpstream(port: port) { side in
                while side.readRequest() != nil { side.send(Self.ok) }
            }
            edge.advance(seconds: 1)
            #expect(client.readResponse()?.text == "ok")
            withExtendedLifetime(upstream) {}
        }
    }

    @Test("a request that may be repeated is sent again, once, when a new connection breaks unanswered; a POST never is")
    func retry() async throws {
        let seen = Mutex<[String]>([])
        let upstream = TestUpstream { side in
            guard let request = side.readRequest() else { return }
            let (method, count) = seen.withLock { seen in
                let method = String(request.head.split(separator: " ")[0])
                seen.append(method)
                return (method, seen.filter { $0 == method }.count)
            }
            // Every first one breaks; and of PUT every one.
            // A kept connection could end just when the next request goes out on it.
            if count > 1, method != "PUT" { side.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n") }
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            #expect(edge.connect().get("/")?.status == 200)
            for (method, times) in [("POST", 1), ("PUT", 2)] {
                let client = edge.connect()
                client.request(method, "/", method == "POST" ? ["Content-Length: 2"] : [], body: method == "POST" ? "hi" : "")
                #expect(client.readResponse()?.status == 502)
                #expect(seen.withLock { $0.filter { $0 == method }.count } == times, "\(method)")
            }
            let put = edge.connect()
            put.request("PUT", "/", ["Content-Length: 2"], body: "hi")
            #expect(put.readResponse()?.status == 502)
            #expect(seen.withLock { $0.filter { $0 == "PUT" }.count } == 3)
        }
    }

    @Test("a request whose kept connection turns out dead is sent again at once, and that does not count as its retry")
    func kept() async throws {
        let connections = Atomic<Int>(0)
        let upstream = TestUpstream { side in
            switch connections.add(1, ordering: .relaxed).newValue {
            case 1:
                // Kept, and closed when the next request is on its way.
                _ = side.readRequest()
                side.send(Self.ok)
                _ = side.readRequest()
            case 2: _ = side.readRequest()
            default: while side.readRequest() != nil { side.send(Self.ok) }
            }
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            let client = edge.connect()
            #expect(client.get("/")?.text == "ok")
            #expect(client.get("/")?.text == "ok")
            #expect(connections.load(ordering: .relaxed) == 3)
        }
    }

    @Test("one of two that refuses is passed over until a connection to it comes about, then takes its part again")
    func oneOfTwo() async throws {
        let port = TestUpstream.closedPort()
        let other = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
        try await TestEdge.run(clock: TimeSource(), configure: { configuration in
            let peers = [port, other.port].map { UpstreamAddress.tcp(host: "127.0.0.1", port: $0) }
            configuration.sites = [.proxy(.any, to: UpstreamGroup(peers))]
        }) { edge in
            let client = edge.connect()
            for _ in 0..<6 { #expect(client.get("/")?.text == "2") }
            let upstream = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", port: port)
            edge.advance(seconds: 2)
            edge.settle()
            // A slow start: a tenth at first.
            let early = (0..<60).compactMap { _ in client.get("/")?.text }.filter { $0 == "1" }.count
            #expect(early <= 20, "\(early)")
            edge.advance(seconds: 11)
            let later = (0..<20).compactMap { _ in client.get("/")?.text }.filter { $0 == "1" }.count
            #expect((9...11).contains(later), "\(later)")
            withExtendedLifetime(upstream) {}
        }
        withExtendedLifetime(other) {}
    }
}
