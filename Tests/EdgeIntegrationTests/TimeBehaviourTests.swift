@testable import EdgeCore
import TestSupport
import Testing

/// Deadlines, with time that the tests move.
@Suite("Deadlines")
struct TimeBehaviourTests {
    @Test("a head that takes longer than 15 s is 408, one that has not begun ends the connection")
    func slowHead() async throws {
        try await TestEdge.run { edge in
            let slow = edge.connect()
            slow.send("GET / HT")
            edge.settle()
            edge.advance(seconds: 8)
            slow.send("TP/1.1\r\n")
            edge.settle()
            edge.advance(seconds: 8)
            #expect(slow.readResponse()?.status == 408)
            let silent = edge.connect()
            edge.settle()
            edge.advance(seconds: 16)
            #expect(silent.readToEnd().isEmpty)
        }
    }

    @Test("a kept connection is closed after five minutes, not before")
    func idle() async throws {
        try await TestEdge.run { edge in
            let client = edge.connect()
            #expect(client.get("/")?.status == 200)
            edge.advance(seconds: 240)
            #expect(client.get("/")?.status == 200)
            edge.advance(seconds: 301)
            #expect(client.readToEnd().isEmpty)
        }
    }

    @Test("60 s of silence in a request's body are 408, however long the whole takes")
    func slowBody() async throws {
        let upstream = TestUpstream { side in
            while side.readRequest() != nil { side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("POST", "/", ["Content-Length: 12500"])
            for _ in 0..<5 {
                client.send(String(repeating: "x", count: 2400))
                edge.settle()
                edge.advance(seconds: 40)
            }
            client.send(String(repeating: "x", count: 500))
            #expect(client.readResponse()?.status == 200)
            client.request("POST", "/", ["Content-Length: 10"], body: "x")
            edge.settle()
            edge.advance(seconds: 61)
            #expect(client.readResponse()?.status == 408)
        }
    }

    @Test("an answer of the upstream may fall silent for as long as it likes")
    func silentAnswer() async throws {
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n")
            _ = goOn.wait()
            side.send("5\r\nagain\r\n0\r\n\r\n")
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/events")
            _ = client.readHead()
            _ = client.read(10)
            for _ in 0..<24 { edge.advance(seconds: 3600) }
            goOn.open()
            #expect(client.readToEnd(upTo: "0\r\n\r\n").contains("again"))
        }
    }
}
