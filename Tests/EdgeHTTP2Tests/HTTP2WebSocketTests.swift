@testable import EdgeCore
import EdgeHTTP2
import TestSupport
import Testing

@Suite("WebSockets over HTTP/2 (RFC 8441)") struct HTTP2WebSocketTests {
    private static let connect = [
        (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/ws"), (":authority", "test"),
        ("sec-websocket-version", "13"),
    ]

    /// Accepts upgrades and sends back whatever comes.
    private static func echo() -> TestUpstream {
        TestUpstream { side in
            guard let head = side.readHead(), let key = value("sec-websocket-key", in: head) else { return }
            guard head.hasPrefix("GET /ws HTTP/1.1\r\n"), head.lowercased().contains("connection: upgrade"),
                value("upgrade", in: head) == "websocket"
            else { return }
            side.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: \(WebSocketHandshake.accept(key))\r\n\r\n")
            while let bytes = side.read() { side.send(bytes) }
        }
    }

    private static func value(_ name: String, in head: String) -> String? {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("\(name): ") {
            return String(line.dropFirst(name.count + 2))
        }
        return nil
    }

    @Test("the setting is announced, or not")
    func setting() async throws {
        for isOn in [true, false] {
            var settings = HTTP2Settings()
            settings.allowsWebSockets = isOn
            try await TestEdge.run(protocols: [.http2(settings)]) { edge in
                let client = TestClient.connected(edge.port)
                let payload = client.first { $0.type == 4 && $0.flags == 0 }?.payload ?? []
                let entries = stride(from: 0, to: payload.count, by: 6).map { Array(payload[$0..<$0 + 6]) }
                #expect(entries.contains([0, 8, 0, 0, 0, 1]) == isOn)
                client.send(FrameBytes.headers(1, Self.connect, end: false))
                let response = client.response()
                if !isOn { #expect(response.reset == 1) }
            }
        }
    }

    @Test("a message goes round, early bytes too, and either end ends it cleanly")
    func roundTrip() async throws {
        let upstream = Self.echo()
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            // Sent before the answer is known.
            client.send(FrameBytes.headers(1, Self.connect, end: false) + FrameBytes.data(1, [0x81, 0x80, 1, 2, 3, 4]))
            let head = client.first { $0.type == 1 }
            #expect(head?[":status"] == "200")
            #expect(head?["sec-websocket-protocol"] == "chat")
            #expect(head?["sec-websocket-accept"] == nil)
            #expect(head?["upgrade"] == nil)
            #expect(client.first { $0.type == 0 }?.payload == [0x81, 0x80, 1, 2, 3, 4])
            // A day of silence.
            edge.advance(seconds: 86_400)
            client.send(FrameBytes.data(1, [0x82, 0x81, 1, 2, 3, 4, 5]))
            #expect(client.first { $0.type == 0 }?.payload == [0x82, 0x81, 1, 2, 3, 4, 5])
            client.send(FrameBytes.data(1, [], end: true))
            #expect(client.first { $0.type == 0 }?.endsStream == true)
        }
    }

    @Test("a hundred sockets and a request on one connection")
    func hundred() async throws {
        let upstream = Self.echo()
        var settings = HTTP2Settings()
        settings.concurrentStreams = 101
        try await TestEdge.run(upstream: upstream, protocols: [.http2(settings)]) { edge in
            let client = TestClient.connected(edge.port)
            let ids = (0..<100).map { UInt32($0 * 2 + 1) }
            client.send(ids.flatMap { FrameBytes.headers($0, Self.connect, end: false) })
            var open = 0
            while open < 100, let frame = client.next() { if frame[":status"] == "200" { open += 1 } }
            client.send(ids.flatMap { FrameBytes.data($0, [0x81, 0x81, 0, 0, 0, 0, UInt8(truncatingIfNeeded: $0)]) })
            var echoed: Set<UInt32> = []
            while echoed.count < 100, let frame = client.next() {
                if frame.type == 0, frame.payload.last == UInt8(truncatingIfNeeded: frame.stream) { echoed.insert(frame.stream) }
            }
            #expect(echoed.count == 100)
        }
    }

    @Test("what is no acceptance is none", arguments: [
        ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n", 502),
        ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 502),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 502),
        ("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno", 403),
    ])
    func refused(_ answer: (String, Int)) async throws {
        let upstream = TestUpstream(answering: answer.0)
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, Self.connect, end: false))
            #expect(client.response().status == answer.1)
        }
    }

    @Test("bytes before the acceptance never reach an upstream that does not accept")
    func noSmuggling() async throws {
        let upstream = TestUpstream { side in
            guard side.readHead() != nil else { return }
            side.send("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
            if let next = side.readHead() { side.send("HTTP/1.1 200 \(next.prefix(9))\r\nContent-Length: 0\r\n\r\n") }
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            let smuggled = Array("GET /evil HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
            client.send(FrameBytes.headers(1, Self.connect, end: false) + FrameBytes.data(1, smuggled))
            #expect(client.response().status == 404)
            client.send(FrameBytes.headers(3, FrameBytes.request("GET", "/good")))
            #expect(client.response(on: 3).status == 200)
        }
    }

    @Test("an upstream that breaks a socket off cancels its stream, and a client that cancels ends the upstream's side")
    func broken() async throws {
        let upstream = Self.echo()
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, Self.connect, end: false))
            _ = client.first { $0.type == 1 }
            client.send(FrameBytes.reset(1))
            client.send(FrameBytes.headers(3, Self.connect, end: false))
            #expect(client.first { $0.type == 1 }?.stream == 3)
        }
    }
}
