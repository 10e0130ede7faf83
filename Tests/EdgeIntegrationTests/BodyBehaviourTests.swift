@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// Bodies, whole and broken, both ways.
@Suite("Bodies")
struct BodyBehaviourTests {
    @Test("100 MiB stream up and down, and neither side is read ahead of the other by more than a few buffers")
    func backPressure() async throws {
        let size = 100 << 20
        let isReading = Gate<Bool>()
        let upstream = TestUpstream { side in
            guard let head = side.readHead() else { return }
            if head.hasPrefix("GET") {
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
                let piece = [UInt8](repeating: 7, count: 1 << 20)
                for _ in 0..<100 { side.send(piece) }
            } else {
                _ = isReading.wait()
                var count = 0
                while count < size, let piece = side.read() { count += piece.count }
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(String(count).count)\r\n\r\n\(count)")
            }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("PUT", "/", ["Content-Length: \(size)"])
            // The upstream reads nothing: after the kernel's buffers and the edge's, the client's sending stops.
            let stopped = client.sendUntilFull(limit: size)
            #expect(stopped < 16 << 20, "\(stopped) bytes were taken")
            isReading.open()
            client.send([UInt8](repeating: 7, count: size - stopped))
            #expect(client.readResponse()?.text == "\(size)")

            client.request("GET", "/")
            let head = client.readHead()
            #expect(head?.contains("Content-Length: \(size)") == true)
            #expect(client.read(size).count == size)
        }
    }

    @Test("an answer that comes while the body is still on its way is seen by the client")
    func earlyAnswer() async throws {
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlog!")
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("POST", "/", ["Content-Length: 10000000"], body: "the beginning")
            let response = client.readResponse()
            #expect(response?.status == 401)
            #expect(response?.text == "log!")
            #expect(response?.field("connection") == "close")
        }
    }

    @Test("over the limit is 413: told by its length before it is read, in chunks once it is too much")
    func tooLarge() async throws {
        let upstream = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        try await TestEdge.run(upstream: upstream, configure: { $0.limits.bodyBytes = 10 }) { edge in
            let told = edge.connect()
            told.request("POST", "/", ["Content-Length: 11"])
            #expect(told.readResponse()?.status == 413)
            let chunked = edge.connect()
            chunked.request("POST", "/", ["Transfer-Encoding: chunked"], body: "6\r\nabcdef\r\n5\r\nghijk\r\n")
            #expect(chunked.readResponse()?.status == 413)
            let fits = edge.connect()
            fits.request("POST", "/", ["Content-Length: 10"], body: "0123456789")
            #expect(fits.readResponse()?.status == 200)
        }
    }

    @Test("Expect: 100-continue reaches the upstream, and its 100 the client")
    func expect() async throws {
        let upstream = TestUpstream { side in
            guard let head = side.readHead(), head.contains("100-continue") else { return }
            side.send("HTTP/1.1 100 Continue\r\n\r\n")
            let body = side.take(5)
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + body.text)
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("POST", "/", ["Content-Length: 5", "Expect: 100-continue"])
            #expect(client.readHead()?.hasPrefix("HTTP/1.1 100 ") == true)
            client.send("hello")
            #expect(client.readResponse()?.text == "hello")
        }
    }

    @Test("103 is passed on to a 1.1 client, and not to one of 1.0")
    func earlyHints() async throws {
        let upstream = TestUpstream(
            answering: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/")
            #expect(client.readHead()?.hasPrefix("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n") == true)
            #expect(client.readResponse()?.text == "ok")
            let old = edge.connect()
            old.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
            #expect(old.readHead()?.hasPrefix("HTTP/1.1 200") == true)
        }
    }

    @Test("HEAD, 204 and 304 have no body, whatever their fields say")
    func noBody() async throws {
        let upstream = TestUpstream { side in
            while let request = side.readRequest() {
                let status = request.head.hasPrefix("HEAD") ? "200 OK" : request.head.hasPrefix("GET /204") ? "204 No" : "304 Not"
                side.send("HTTP/1.1 \(status)\r\n\(status.hasPrefix("204") ? "" : "Content-Length: 1000\r\n")\r\n")
            }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("HEAD", "/")
            let head = client.readResponse(to: "HEAD")
            #expect(head?.status == 200)
            #expect(head?.field("content-length") == "1000")
            #expect(client.get("/204")?.status == 204)
            #expect(client.get("/304")?.status == 304)
        }
    }

    @Test("pipelined requests are answered in order")
    func pipelining() async throws {
        let upstream = TestUpstream { side in
            while let request = side.readRequest() {
                let path = request.head.split(separator: " ")[1]
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.count)\r\n\r\n\(path)")
            }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.send((1...20).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 1...20 { #expect(client.readResponse()?.text == "/\(number)") }
        }
    }

    @Test("who ends its direction behind three requests gets all answers, though the end comes with the first one's answer")
    func pipeliningEnds() async throws {
        let answer = Gate<Bool>()
        let (seen, answered) = (Gate<Bool>(), Gate<Bool>())
        let upstream = TestUpstream { side in
            while let request = side.readRequest() {
                let isFirst = request.head.hasPrefix("GET /1 ")
                if isFirst {
                    seen.open()
                    _ = answer.wait()
                }
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                if isFirst { answered.open() }
            }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.send((1...3).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            _ = seen.wait()
            edge.settle()
            edge.inOneTurn {
                answer.open()
                _ = answered.wait()
                client.finishSending()
            }
            for _ in 1...3 { #expect(client.readResponse()?.text == "ok") }
            #expect(client.readToEnd().isEmpty)
        }
    }

    @Test("a 1.0 client is kept only if it asks, and gets no chunks")
    func oldClient() async throws {
        let upstream = TestUpstream(
            answering: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            let response = client.readResponse()
            #expect(response?.field("transfer-encoding") == nil)
            #expect(response?.text == "ok")
            #expect(client.hasEnded)
        }
        let sized = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        try await TestEdge.run(upstream: sized) { edge in
            let client = edge.connect()
            for _ in 0..<2 {
                client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
                let response = client.readResponse()
                #expect(response?.field("connection")?.lowercased() == "keep-alive")
                #expect(response?.text == "ok")
            }
            client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
            #expect(client.readToEnd().text.hasSuffix("ok"))
        }
    }

    @Test("chunks pass both ways, with their trailers, and what may not be a trailer is left out")
    func trailers() async throws {
        let seen = Mutex("")
        let upstream = TestUpstream { side in
            _ = side.readHead()
            let body = side.readChunked()
            seen.withLock { $0 = body }
            side.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 2\r\nSet-Cookie: a=b\r\n"
                    + "Content-Length: 9\r\n\r\n")
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request(
                "POST", "/", ["Transfer-Encoding: chunked"],
                body: "3;ext=1\r\nabc\r\n0\r\nX-Sum: 1\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n")
            let response = client.readResponse()
            #expect(response?.text == "hello")
            #expect(response?.trailers.contains("X-Sum: 2") == true)
            #expect(response?.trailers.contains { $0.hasPrefix("Content-Length") } == false)
        }
        #expect(seen.withLock { $0 } == "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n")
    }

    @Test("a body that the upstream breaks off is never a whole one for the client", arguments: [
        "Content-Length: 10\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nZ\r\n",
    ])
    func truncated(rest: String) async throws {
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send("HTTP/1.1 200 OK\r\n" + rest)
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            // A reset may overtake the beginning.
            let response = client.get("/")
            #expect(response == nil || response?.isWhole == false)
        }
    }

    @Test("a body that ends with the upstream's connection is passed on whole")
    func closeDelimited() async throws {
        let upstream = TestUpstream { side in
            _ = side.readHead()
            side.send("HTTP/1.1 200 OK\r\n\r\nuntil the end")
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let response = edge.connect().get("/")
            #expect(response?.text == "until the end")
            #expect(response?.isWhole == true)
        }
    }
}
