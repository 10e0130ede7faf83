@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// Answers of our own, and who gets which.
@Suite("Answers of our own")
struct AnswerBehaviourTests {
    @Test("a message that could be read in two ways is refused, ends the connection, and reaches no upstream", arguments: [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
    ])
    func smuggling(request: String) async throws {
        let reached = Mutex(0)
        let upstream = TestUpstream { side in
            while side.readRequest() != nil {
                reached.withLock { $0 += 1 }
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.send(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
            // 501 for a coding that is understood to be one, and not known (RFC 9112 §6.1).
            #expect([400, 501].contains(client.readResponse()?.status))
            #expect(client.readToEnd().isEmpty)
        }
        #expect(reached.withLock { $0 } == 0)
    }

    @Test("a client that ends its direction right behind its request still gets its answer, whoever gives it")
    func halfClosed() async throws {
        let upstream = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        try await TestEdge.run(upstream: upstream) { edge in
            for (request, status) in [("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200), ("NONSENSE\r\n\r\n", 400)] {
                let client = edge.connect()
                client.send(request)
                client.finishSending()
                #expect(client.readResponse()?.status == status)
                #expect(client.readToEnd().isEmpty)
            }
        }
    }

    @Test("an upstream that sends interim responses without end is 502, and not read on")
    func interimFlood() async throws {
        let upstream = TestUpstream { side in
            _ = side.readHead()
            for _ in 0..<10_000 { side.send("HTTP/1.1 102 Processing\r\n\r\n") }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            let response = client.get("/")
            #expect(response?.status == 502)
        }
    }

    @Test("what an upstream may not say is 502", arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", "",
    ])
    func malformedResponse(answer: String) async throws {
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send(answer)
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            let client = edge.connect()
            #expect(client.get("/")?.status == 502)
        }
    }

    @Test("failures are told as a page to browsers, as JSON to the API's clients, and in one line to others")
    func forms() async throws {
        let upstream = TestUpstream { side in _ = side.readHead() }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            let browser = edge.connect().get("/", "Accept: text/html,application/xhtml+xml")
            #expect(browser?.status == 502)
            #expect(browser?.field("content-type") == "text/html; charset=utf-8")
            #expect(browser?.text.hasPrefix("<!doctype html>") == true)
            let api = edge.connect().get("/api/messages", "Accept: text/html")
            #expect(api?.field("content-type") == "application/json")
            #expect(
                api?.text
                    == #"{"error":{"code":"bad_gateway","message":"The server behind this one gave no usable answer."}}"#)
            let other = edge.connect().get("/")
            #expect(other?.text == "502 The server behind this one gave no usable answer.\n")
        }
    }

    @Test("a host that no site is there for gets 404, in words; on the redirecting listener 308")
    func noSite() async throws {
        try await TestEdge.run(configure: { configuration in
            configuration.listeners.append(
                Listener(on: ListenAddress(host: "127.0.0.2", port: 0), unmatched: .redirectToHTTPS(port: 8443)))
            configuration.sites = [
                Site(["chat.example.com"], on: [configuration.listeners[0].address], routes: [Route(.respond(status: 200, body: "chat"))])
            ]
        }) { edge in
            let client = edge.connect()
            #expect(client.get("/")?.text == "chat")
            client.send("GET / HTTP/1.1\r\nHost: CHAT.example.com.\r\n\r\n")
            #expect(client.readResponse()?.text == "chat")
            client.send("GET / HTTP/1.1\r\nHost: other.example.com\r\n\r\n")
            let missing = client.readResponse()
            #expect(missing?.status == 404)
            #expect(missing?.text.contains("No site") == true)
        }
    }

    @Test("heads over the limits are 414 and 431")
    func headLimits() async throws {
        try await TestEdge.run { edge in
            let line = edge.connect()
            line.request("GET", "/" + String(repeating: "a", count: 17_000))
            #expect(line.readResponse()?.status == 414)
            let field = edge.connect()
            field.request("GET", "/", ["X: " + String(repeating: "a", count: 33_000)])
            #expect(field.readResponse()?.status == 431)
            let many = edge.connect()
            many.request("GET", "/", (0..<200).map { "X-\($0): 1" })
            #expect(many.readResponse()?.status == 431)
        }
    }

    @Test("while the upstream is away requests wait, go on in order when it is back, and are 503 once it is hopeless")
    func hold() async throws {
        let port = TestUpstream.closedPort()
        try await TestEdge.run(clock: TimeSource(), configure: {
            $0.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "127.0.0.1", port: port)]))]
        }) { edge in
            let waiting = edge.connect()
            waiting.request("POST", "/held", ["Content-Length: 5"], body: "hello")
            edge.settle()
            let upstream = TestUpstream(port: port) { side in
                while let request = side.readRequest() {
                    side.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + request.body.text)
                }
            }
            edge.advance(seconds: 1)
            #expect(waiting.readResponse()?.text == "hello")
            withExtendedLifetime(upstream) {}
        }
        let closed = TestUpstream.closedPort()
        try await TestEdge.run(configure: {
            $0.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "127.0.0.1", port: closed)]))]
        }) { edge in
            let first = edge.connect()
            first.request("GET", "/")
            edge.settle()
            edge.advance(seconds: 31)
            let answer = first.readResponse()
            #expect(answer?.status == 503)
            #expect(answer?.field("retry-after") != nil)
            // Hopeless by now: no waiting for the next one.
            #expect(edge.connect().get("/")?.status == 503)
        }
    }

    @Test("an upstream that takes too long is 504")
    func tooSlow() async throws {
        let reached = Gate<Bool>()
        let over = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            reached.open()
            _ = over.wait()
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/")
            _ = reached.wait()
            edge.advance(seconds: 240)
            edge.advance(seconds: 61)
            #expect(client.readResponse()?.status == 504)
            over.open()
        }
    }
}
