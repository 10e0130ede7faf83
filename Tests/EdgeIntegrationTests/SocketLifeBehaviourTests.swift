@testable import EdgeCore
import TestSupport
import Testing

/// Open sockets while configurations, upstreams and the edge itself come and go.
@Suite("Open sockets")
struct SocketLifeBehaviourTests {
    private static let restart = WebSocketBehaviourTests.restart
    private static let frame = WebSocketBehaviourTests.frame

    private static func open(_ edge: TestEdge, _ target: String = "/ws") -> TestConnection {
        let client = edge.connect()
        client.request("GET", target, WebSocketBehaviourTests.upgrade)
        _ = client.readHead()
        return client
    }

    private static func isAlive(_ client: TestConnection) -> Bool {
        client.send(frame("ping"))
        return client.read(10) == frame("ping")
    }

    @Test("a socket stays while its site still leads to its upstream, whatever else a reload changes")
    func stays() async throws {
        let upstream = WebSocketBehaviourTests.echo()
        let address = UpstreamAddress.tcp(host: "127.0.0.1", port: upstream.port)
        let other = UpstreamAddress.tcp(host: "127.0.0.1", port: TestUpstream.closedPort())
        try await TestEdge.run(upstream: upstream) { edge in
            let client = Self.open(edge)
            var slow = UpstreamGroup([other, address], policy: .leastConnections)
            slow.connectTimeout = .seconds(1)
            slow.requestEdits = [.set(name: "X-Site", value: "chat")]
            let changes: [[Site]] = [
                // Other settings, another peer beside it: another group, and another pool.
                [Site([.any], routes: [Route(.proxy(slow))])],
                // A site of its own name, and a route for other paths in front.
                [
                    Site(["chat.example.com"], routes: [
                        Route(.respond(status: 200, body: "static"), pathPrefix: "/static"), Route(.proxy(slow)),
                    ]),
                    Site([.any], routes: [Route(.respond(status: 404, body: ""))]),
                ],
                // Only for a path that is not the socket's: in doubt it stays.
                [Site([.any], routes: [Route(.proxy(UpstreamGroup([address])), pathPrefix: "/other")])],
            ]
            for sites in changes {
                try edge.reload { $0.sites = sites }
                #expect(Self.isAlive(client))
            }
            for _ in 0..<20 { try edge.reload { $0.sites = changes[0] } }
            edge.advance(seconds: 60)
            #expect(Self.isAlive(client))
            #expect(edge.counters.openTunnels == 1)
        }
    }

    @Test("a socket whose site, upstream or listener is gone is told 1012; the others are not touched")
    func routeGone() async throws {
        let upstream = WebSocketBehaviourTests.echo()
        let other = WebSocketBehaviourTests.echo()
        let first = UpstreamGroup([.tcp(host: "127.0.0.1", port: upstream.port)])
        let second = UpstreamGroup([.tcp(host: "127.0.0.1", port: other.port)])
        let changes: [@Sendable (inout EdgeServer.Configuration) -> Void] = [
            { $0.sites = [Site(["other.example.com"], routes: $0.sites[0].routes)] },
            { $0.sites[0].routes[1] = Route(.proxy(second)) },
            { $0.sites[0].routes[1] = Route(.respond(status: 200, body: "")) },
            { $0.listeners = [Listener(on: ListenAddress(host: "127.0.0.2", port: 0))] },
        ]
        for (number, change) in changes.enumerated() {
            try await TestEdge.run(clock: TimeSource(), configure: { configuration in
                let routes = [Route(.proxy(second), pathPrefix: "/second"), Route(.proxy(first))]
                configuration.sites = [Site([.any], routes: routes)]
            }) { edge in
                let gone = Self.open(edge)
                let kept = Self.open(edge, "/second")
                try edge.reload(change)
                let close = Self.restart("the server's configuration has changed")
                #expect(gone.read(close.count) == close, "\(number)")
                gone.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xF4])
                #expect(gone.readToEnd().isEmpty)
                if (1...2).contains(number) { #expect(Self.isAlive(kept)) }
            }
        }
        withExtendedLifetime((upstream, other)) {}
    }

    /// The most sockets that are told in a second, over every time of a second or longer; half-way the workers do not run for
    /// three.
    private static func peak(_ edge: TestEdge, _ clients: [TestConnection], _ reason: String) -> Double {
        let close = restart(reason)
        let answers = clients.map { client in
            let told = Gate<Bool>()
            client.inBackground {
                told.open($0.read(close.count) == close)
                $0.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xF4])
            }
            return told
        }
        var samples: [(time: Instant, told: Int)] = []
        var step = 0
        let end = ContinuousClock.now + .seconds(60)
        while edge.counters.farewells < clients.count, .now < end {
            edge.advance(by: step == 100 ? .seconds(3) : .milliseconds(25)) {
                samples.append((edge.now, edge.counters.farewells))
            }
            step += 1
        }
        samples.append((edge.now, edge.counters.farewells))
        for answer in answers { #expect(answer.wait()) }
        #expect(samples.last!.told == clients.count)
        return samples.indices.flatMap { first in
            samples[first...].compactMap { later in
                let passed = later.time - samples[first].time
                return passed < .seconds(1) ? nil : Double(later.told - samples[first].told) * 1e9 / Double(passed.nanoseconds)
            }
        }.max() ?? 0
    }

    @Test("of forty sockets whose route is gone at most a quarter hear of it in a second, even from a worker that is late")
    func staggered() async throws {
        let upstream = WebSocketBehaviourTests.echo()
        try await TestEdge.run(upstream: upstream) { edge in
            let clients = (0..<40).map { _ in Self.open(edge) }
            try edge.reload { $0.sites = [] }
            let peak = Self.peak(edge, clients, "the server's configuration has changed")
            #expect(peak <= 10, "\(peak)")
            edge.settle(until: { edge.counters.openTunnels == 0 })
            #expect(edge.counters.openTunnels == 0)
        }
    }

    @Test("of forty sockets whose upstream dies at most a quarter hear of it in a second, as 1012, even from a worker that is late")
    func upstreamDies() async throws {
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send(WebSocketBehaviourTests.accepted)
            _ = goOn.wait()
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let clients = (0..<40).map { _ in Self.open(edge) }
            for _ in clients { goOn.open() }
            let peak = Self.peak(edge, clients, "the chat server restarts")
            #expect(peak <= 10, "\(peak)")
            edge.settle(until: { edge.counters.openTunnels == 0 })
            #expect(edge.counters.openTunnels == 0)
        }
    }

    @Test("an upgrade that is answered only after a stop has begun is told at once")
    func lateUpgrade() async throws {
        let reached = Gate<Bool>()
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            reached.open()
            _ = goOn.wait()
            side.send(WebSocketBehaviourTests.accepted)
            while side.read() != nil {}
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            let idle = edge.connect()
            let client = edge.connect()
            client.request("GET", "/ws", WebSocketBehaviourTests.upgrade)
            _ = reached.wait()
            edge.drain()
            #expect(idle.readToEnd().isEmpty)
            goOn.open()
            #expect(client.readHead()?.hasPrefix("HTTP/1.1 101 ") == true)
            let close = Self.restart("the server restarts")
            #expect(client.read(close.count) == close)
        }
    }
}
