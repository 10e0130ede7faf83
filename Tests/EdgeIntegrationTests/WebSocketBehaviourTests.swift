@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// Upgrades and tunnels.
@Suite("WebSockets")
struct WebSocketBehaviourTests {
    static let upgrade = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
    ]
    static let accepted =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"

    /// Accepts, sends `greeting` in the same write, then echoes bytes.
    static func echo(greeting: String = "") -> TestUpstream {
        TestUpstream { side in
            guard let head = side.readHead(), head.contains("Upgrade: websocket") else { return }
            side.send(accepted + greeting)
            while let bytes = side.read() { side.send(bytes) }
        }
    }

    /// A masked text frame with a key of zeros, so that the payload stays readable.
    static func frame(_ text: String) -> [UInt8] {
        [0x81, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)
    }

    @Test("an upgrade reaches the upstream as it is, and bytes right behind it are not lost in either direction")
    func bytesBehind() async throws {
        try await TestEdge.run(upstream: Self.echo(greeting: "\u{1}\u{2}hi")) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", Self.upgrade, body: Self.frame("eager").text)
            let head = client.readHead()
            #expect(head?.hasPrefix("HTTP/1.1 101 ") == true)
            #expect(head?.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") == true)
            #expect(client.read(4) == [1, 2, 104, 105])
        }
        try await TestEdge.run(upstream: Self.echo()) { edge in
            let client = edge.connect()
            let lines = (["GET /ws HTTP/1.1", "Host: a"] + Self.upgrade).joined(separator: "\r\n") + "\r\n\r\n"
            client.send(Array(lines.utf8) + Self.frame("eager"))
            _ = client.readHead()
            #expect(client.read(11) == Self.frame("eager"))
        }
    }

    @Test("101 comes only after the upstream's; a refusal passes through")
    func refusal() async throws {
        let upstream = TestUpstream(answering: "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", Self.upgrade)
            let response = client.readResponse()
            #expect(response?.status == 403)
            #expect(response?.text == "no")
            // The connection is an ordinary one still.
            #expect(client.get("/")?.status == 403)
        }
    }

    @Test("a socket outlives 300 s of silence and three reloads, and a day")
    func outlives() async throws {
        try await TestEdge.run(upstream: Self.echo()) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", Self.upgrade)
            _ = client.readHead()
            for round in 1...3 {
                edge.advance(seconds: 300)
                try edge.reload { configuration in
                    let answer = Route(.respond(status: 200, body: "round \(round)"), pathPrefix: "/round")
                    configuration.sites[0].routes.insert(answer, at: 0)
                }
                #expect(edge.connect().get("/round")?.text == "round \(round)")
                client.send(Self.frame("still \(round)"))
                #expect(client.read(13) == Self.frame("still \(round)"))
            }
            edge.advance(seconds: 86_400)
            client.send(Self.frame("next day"))
            #expect(client.read(14) == Self.frame("next day"))
        }
    }

    @Test("the upstream's end reaches the client, and the client's the upstream")
    func halfClose() async throws {
        let heard = Gate<String>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send(Self.accepted + "last words")
            side.finishSending()
            var rest = ""
            while let bytes = side.read() { rest += bytes.text }
            heard.open(rest)
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", Self.upgrade)
            _ = client.readHead()
            #expect(client.readToEnd().text == "last words")
            client.send("still talking")
            client.finishSending()
            #expect(heard.wait() == "still talking")
        }
    }

    @Test("a tunnel's sender is stopped while its receiver takes nothing, and nothing is lost")
    func backPressure() async throws {
        let goOn = Gate<Bool>()
        let size = 32 << 20
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send(Self.accepted)
            _ = goOn.wait()
            var count = 0
            while count < size, let bytes = side.read() { count += bytes.count }
            side.send("\(count)")
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", Self.upgrade)
            _ = client.readHead()
            let stopped = client.sendUntilFull(limit: size)
            #expect(stopped < 16 << 20)
            goOn.open()
            client.send([UInt8](repeating: 0, count: size - stopped))
            #expect(client.read(8).text == "\(size)")
        }
    }

    /// A Close with 1012 and its reason, as a server sends it.
    static func restart(_ reason: String) -> [UInt8] {
        [0x88, UInt8(reason.utf8.count + 2), 0x03, 0xF4] + Array(reason.utf8)
    }

    @Test("a stop tells sockets 1012 both ways, at a frame's border, and waits for the answer")
    func drain() async throws {
        let heard = Gate<[UInt8]>()
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            // The beginning of a frame, and its end only later.
            side.send(Array(Self.accepted.utf8) + [0x81, 5] + Array("he".utf8))
            _ = goOn.wait()
            side.send(Array("llo".utf8) + [0x81, 4] + Array("lost".utf8))
            var rest: [UInt8] = []
            while let bytes = side.read() { rest += bytes }
            heard.open(rest)
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", Self.upgrade)
            _ = client.readHead()
            #expect(client.read(4) == [0x81, 5] + Array("he".utf8))
            let idle = edge.connect()
            edge.drain()
            // The worker drains when it closes idle connections.
            #expect(idle.readToEnd().isEmpty)
            edge.advance(seconds: 1)
            goOn.open()
            #expect(client.read(3) == Array("llo".utf8))
            let close = Self.restart("the server restarts")
            #expect(client.read(close.count) == close)
            // The answer, masked with a key of zeros.
            client.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xF4])
            #expect(client.readToEnd().isEmpty)
            let masked = heard.wait()
            #expect(Array(masked.prefix(2)) == [0x88, 0x80 | UInt8(close.count - 2)])
            var payload: [UInt8] = []
            for (index, byte) in masked.dropFirst(6).enumerated() { payload.append(byte ^ masked[2 + index % 4]) }
            #expect(payload == Array(close.dropFirst(2)))
        }
    }

    @Test("an upstream that goes without a Close is told to the client as 1012; one in the middle of a frame is not")
    func upstreamGone() async throws {
        for (last, isTold) in [([0x81, 2] + Array("hi".utf8), true), ([0x81, 9] + Array("hi".utf8), false)] {
            let upstream = TestUpstream { side in
                _ = side.readHead()
                side.send(Array(Self.accepted.utf8) + last)
            }
            try await TestEdge.run(upstream: upstream) { edge in
                let client = edge.connect()
                client.request("GET", "/ws", Self.upgrade)
                _ = client.readHead()
                #expect(client.read(4) == last)
                let close = Self.restart("the chat server restarts")
                #expect(client.read(close.count) == (isTold ? close : []))
            }
        }
    }
}
