@testable import EdgeCore
import TestSupport
import Testing

/// What one client may hold, and what everyone together may. Clients come by PROXY header: loopback is never limited.
@Suite("Limits of clients")
struct LimitBehaviourTests {
    private static func limiting(
        _ change: @escaping @Sendable (inout Limits) -> Void
    ) -> (inout EdgeServer.Configuration) -> Void {
        { configuration in
            configuration.listeners[0].proxyProtocol = ProxyProtocol(from: [AddressRange("127.0.0.1")!])
            change(&configuration.limits)
        }
    }

    private static func client(_ address: String, of edge: TestEdge) -> TestConnection {
        let client = edge.connect()
        client.send("PROXY \(address.contains(":") ? "TCP6" : "TCP4") \(address) \(address) 1000 443\r\n")
        return client
    }

    static let echo: @Sendable (UpstreamSide) -> Void = { side in
        _ = side.readHead()
        side.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        while let bytes = side.read() { side.send(bytes) }
    }

    static func upgrade(_ client: TestConnection) -> TestResponse? {
        client.get(
            "/ws", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
    }

    @Test("a client's connections beyond the limit are closed; an IPv6 /64 is one client; others are not touched")
    func connections() async throws {
        try await TestEdge.run(configure: Self.limiting { $0.connectionsPerClient = 2 }) { edge in
            for (address, neighbour, other) in [
                ("203.0.113.7", "203.0.113.7", "203.0.113.8"), ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"),
            ] {
                let first = Self.client(address, of: edge)
                #expect(first.get("/")?.status == 200)
                let second = Self.client(neighbour, of: edge)
                #expect(second.get("/")?.status == 200)
                let third = Self.client(address, of: edge)
                third.request("GET", "/")
                #expect(third.readToEnd().isEmpty)
                #expect(Self.client(other, of: edge).get("/")?.status == 200)
                first.close()
                _ = first.readToEnd()
                edge.settle()
                #expect(Self.client(neighbour, of: edge).get("/")?.status == 200)
                #expect(second.get("/")?.status == 200)
            }
            #expect(edge.counters.refusedConnections == 2)
        }
    }

    @Test("connections beyond the limit of all wait in the listen queue, and are served when one has gone")
    func connectionsInAll() async throws {
        try await TestEdge.run(configure: { $0.limits.connections = 2 }) { edge in
            let first = edge.connect(), second = edge.connect()
            for client in [first, second] { #expect(client.get("/")?.status == 200) }
            let third = edge.connect()
            third.request("GET", "/")
            edge.settle(until: { edge.counters.acceptPauses > 0 })
            #expect(edge.counters.connections == 2)
            #expect(edge.counters.requests == 2)
            first.close()
            #expect(third.readResponse()?.status == 200)
            #expect(second.get("/")?.status == 200)
        }
    }

    @Test("loopback and trusted proxies are never limited")
    func exempt() async throws {
        let configure = { (configuration: inout EdgeServer.Configuration) in
            Self.limiting { $0.connectionsPerClient = 1 }(&configuration)
            configuration.trustedProxies = TrustedProxies(ranges: [AddressRange("198.51.100.0/24")!])
        }
        try await TestEdge.run(configure: configure) { edge in
            var open: [TestConnection] = []
            for address in ["127.0.0.1", "::1", "198.51.100.7"] {
                for _ in 0..<3 {
                    let client = Self.client(address, of: edge)
                    #expect(client.get("/")?.status == 200)
                    open.append(client)
                }
            }
        }
    }

    @Test("a client's WebSockets beyond the limit are 429, those of all beyond theirs 503; an end makes room")
    func webSockets() async throws {
        let configure = Self.limiting {
            $0.webSocketsPerClient = 1
            $0.webSockets = 2
        }
        try await TestEdge.run(upstream: TestUpstream(Self.echo), configure: configure) { edge in
            let first = Self.client("203.0.113.7", of: edge)
            #expect(Self.upgrade(first)?.status == 101)
            let second = Self.client("203.0.113.7", of: edge)
            let refused = Self.upgrade(second)
            #expect(refused?.status == 429)
            #expect(refused?.field("retry-after") != nil)
            let other = Self.client("203.0.113.8", of: edge)
            #expect(Self.upgrade(other)?.status == 101)
            let full = Self.upgrade(Self.client("203.0.113.9", of: edge))
            #expect(full?.status == 503)
            #expect(full?.field("retry-after") != nil)
            first.close()
            _ = first.readToEnd()
            edge.settle(until: { edge.counters.openTunnels == 1 })
            #expect(Self.upgrade(Self.client("203.0.113.7", of: edge))?.status == 101)
        }
    }

    @Test("a body that drips below 100 B/s is 408 after 20 s; one that is just fast enough passes")
    func slowUpload() async throws {
        let upstream = TestUpstream { side in
            while side.readRequest() != nil { side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let slow = edge.connect()
            slow.request("POST", "/", ["Content-Length: 100000"])
            for _ in 0..<20 {
                slow.send("x")
                edge.settle()
                edge.advance(seconds: 1)
            }
            // The window may begin with the second byte: the first can come before the upstream's connection.
            edge.advance(seconds: 2)
            #expect(slow.readResponse()?.status == 408)
            let steady = edge.connect()
            steady.request("POST", "/", ["Content-Length: 8000"])
            for _ in 0..<4 {
                steady.send(String(repeating: "x", count: 2000))
                edge.settle()
                edge.advance(seconds: 19)
            }
            #expect(steady.readResponse()?.status == 200)
        }
    }

    @Test("chunks that drip are a body that drips")
    func slowChunks() async throws {
        let upstream = TestUpstream { side in while side.read() != nil {} }
        try await TestEdge.run(upstream: upstream) { edge in
            let chunked = edge.connect()
            chunked.request("POST", "/", ["Transfer-Encoding: chunked"])
            for _ in 0..<5 {
                chunked.send("1\r\nx\r\n")
                edge.settle()
                edge.advance(seconds: 5)
            }
            edge.advance(seconds: 1)
            #expect(chunked.readResponse()?.status == 408)
        }
    }
}
