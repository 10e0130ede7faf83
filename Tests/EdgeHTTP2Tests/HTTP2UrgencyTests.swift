@testable import EdgeCore
import EdgeHTTP2
import TestSupport
import Testing

@Suite("Chat before bulk") struct HTTP2UrgencyTests {
    private static let connect = [
        (":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/ws"), (":authority", "test"),
        ("sec-websocket-version", "13"),
    ]

    private static func key(in head: String) -> String? {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("sec-websocket-key: ") }
        return line.map { String($0.dropFirst(19)) }
    }

    /// A large file, a small page, and a socket that sends `hi` when it is told to.
    private static func upstream(_ speak: Gate<Bool>, _ hasSpoken: Gate<Bool>) -> TestUpstream {
        TestUpstream { side in
            guard let head = side.readHead() else { return }
            if head.contains("GET /bulk ") {
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 1048576\r\n\r\n")
                side.send([UInt8](repeating: 0, count: 1 << 20))
            } else if let key = key(in: head) {
                side.send(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(key))\r\n\r\n")
                _ = speak.wait()
                side.send([0x81, 2] + Array("hi".utf8))
                hasSpoken.open()
                while side.read() != nil {}
            } else {
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmall")
            }
        }
    }

    @Test("a message and a small answer pass a download of the same connection that was there before them")
    func passes() async throws {
        let (speak, hasSpoken) = (Gate<Bool>(), Gate<Bool>())
        try await TestEdge.run(upstream: Self.upstream(speak, hasSpoken), protocols: [.http2]) { edge in
            // Wide windows for streams, while the connection's stays at 64 KiB: the download takes all of it.
            let client = TestClient.connected(edge.port, settings: [(4, 1 << 22)])
            client.send(FrameBytes.headers(1, FrameBytes.request("GET", "/bulk")))
            var bulk = 0
            while bulk < 65_535, let frame = client.next() { if frame.type == 0 { bulk += frame.payload.count } }
            #expect(bulk == 65_535)
            client.send(FrameBytes.headers(3, Self.connect, end: false))
            #expect(client.first { $0.type == 1 && $0.stream == 3 }?[":status"] == "200")
            client.send(FrameBytes.headers(5, FrameBytes.request("GET", "/small")))
            #expect(client.first { $0.type == 1 && $0.stream == 5 }?[":status"] == "200")
            speak.open()
            _ = hasSpoken.wait()
            edge.settle()
            // All three have something to say, and there is room again.
            client.send(FrameBytes.windowUpdate(0, 1 << 18))
            var order: [UInt32] = []
            while order.count < 3, let frame = client.next() { if frame.type == 0 { order.append(frame.stream) } }
            #expect(order == [3, 5, 1])
        }
    }
}
