@testable import EdgeCore
import EdgeHTTP2
import TestSupport
import Testing

@Suite struct HTTP2CodecTests {
    @Test("an answer of our own, over h2c with prior knowledge")
    func localAnswer() async throws {
        try await TestEdge.run(protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.get))
            let response = client.response()
            #expect(response.status == 200)
            #expect(response.text == "hello")
            #expect(response.heads[0]["content-length"] == "5")
        }
    }

    @Test("a preface and a request cut at every byte")
    func cutEverywhere() async throws {
        try await TestEdge.run(protocols: [.http2]) { edge in
            let bytes = FrameBytes.preface + FrameBytes.settings() + FrameBytes.headers(1, FrameBytes.get)
            for cut in 1..<bytes.count {
                let client = TestClient(port: edge.port)
                client.send(Array(bytes.prefix(cut)))
                client.send(Array(bytes.dropFirst(cut)))
                #expect(client.response().text == "hello", "cut at \(cut)")
            }
        }
    }

    @Test("HTTP/1.1 on the same listener, also when it begins like the preface")
    func http1Beside() async throws {
        try await TestEdge.run(protocols: [.http2]) { edge in
            for cut in [1, 3, 20] {
                let descriptor = BlockingSocket.connect(edge.port)
                let request = Array("P /x HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".utf8)
                BlockingSocket.send(Array(request.prefix(cut)), to: descriptor)
                BlockingSocket.send(Array(request.dropFirst(cut)), to: descriptor)
                let answer = BlockingSocket.receive(descriptor) ?? []
                #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test("a request arrives as HTTP/1.1, its cookie crumbs joined, and its answer comes back without hop-by-hop fields")
    func forwarding() async throws {
        let upstream = TestUpstream { side in
            while let (head, _) = side.readRequest() {
                let body = head
                side.send("HTTP/1.1 200 Fine\r\nX-Mixed-Case: yes\r\nKeep-Alive: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            let crumbs = [("cookie", "a=1"), ("x-a", "b"), ("cookie", "c=2"), ("te", "trailers")]
            client.send(FrameBytes.headers(1, FrameBytes.request("GET", "/p?q", crumbs)))
            let response = client.response()
            #expect(response.heads[0]["x-mixed-case"] == "yes")
            #expect(response.heads[0]["keep-alive"] == nil)
            #expect(response.text.hasPrefix("GET /p?q HTTP/1.1\r\n"))
            #expect(response.text.contains("\r\nHost: test\r\n"))
            #expect(response.text.contains("\r\ncookie: a=1; c=2\r\n"))
            #expect(!response.text.contains("te: trailers"))
        }
    }

    @Test("a body without a length goes on in chunks, with its trailers; theirs come back")
    func trailersBothWays() async throws {
        let upstream = TestUpstream { side in
            guard let head = side.readHead() else { return }
            let body = side.readChunked()
            let told = head.contains("Transfer-Encoding: chunked") ? body : "no chunks"
            side.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            side.send("\(String(told.utf8.count, radix: 16))\r\n\(told)\r\n0\r\nX-Sum: 7\r\n\r\n")
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("POST"), end: false))
            client.send(FrameBytes.data(1, Array("abc".utf8)))
            client.send(FrameBytes.headers(1, [("x-end", "1"), ("authorization", "x")]))
            let response = client.response()
            #expect(response.text == "3\r\nabc\r\n0\r\nx-end: 1\r\n\r\n")
            #expect(response.trailers?["x-sum"] == "7")
            #expect(response.reset == nil)
        }
    }

    @Test("interim answers go first; HEAD has no body")
    func interimAndHead() async throws {
        let upstream = TestUpstream(
            answering: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("HEAD")))
            let response = client.response()
            #expect(response.heads.map { $0[":status"] } == ["103", "200"])
            #expect(response.heads[0]["link"] == "</a>")
            #expect(response.heads[1]["content-length"] == "9")
            #expect(response.body.isEmpty && response.hasEnd)
        }
    }

    @Test("an upstream that dies in the middle resets the stream, and only that")
    func brokenUpstream() async throws {
        let upstream = TestUpstream { side in
            guard let (head, _) = side.readRequest() else { return }
            side.send(head.hasPrefix("GET /broken") ? "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"
                : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("GET", "/broken")))
            let broken = client.response()
            #expect(broken.reset == 2)
            #expect(!broken.hasEnd)
            client.send(FrameBytes.headers(3, FrameBytes.get))
            #expect(client.response(on: 3).text == "ok")
        }
    }

    @Test("a client that cancels frees its upstream")
    func cancelled() async throws {
        let upstream = TestUpstream { side in
            guard let head = side.readHead() else { return }
            if head.hasPrefix("GET /wait") {
                // Ends only when the edge gives the connection up.
                while side.read() != nil {}
                return
            }
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("GET", "/wait")) + FrameBytes.reset(1))
            client.send(FrameBytes.headers(3, FrameBytes.get))
            #expect(client.response(on: 3).text == "ok")
        }
    }

    @Test("a hundred requests on one connection, answered each with its own")
    func concurrent() async throws {
        let upstream = TestUpstream { side in
            while let (head, _) = side.readRequest() {
                let path = head.split(separator: " ")[1]
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            let ids = (0..<100).map { UInt32($0 * 2 + 1) }
            client.send(ids.flatMap { FrameBytes.headers($0, FrameBytes.request("GET", "/\($0)")) })
            var responses: [UInt32: Response] = [:]
            while responses.values.filter(\.isEnded).count < 100, let frame = client.next() {
                responses[frame.stream, default: Response()].take(frame)
            }
            #expect(ids.allSatisfy { responses[$0]?.text == "/\($0)" })
        }
    }

    @Test("an upload arrives whole, and a download within the client's windows")
    func largeBodies() async throws {
        let upstream = TestUpstream { side in
            while let (_, body) = side.readRequest() {
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n")
                side.send(body)
            }
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            let size = 300_000
            let pieces = stride(from: 0, to: size, by: 10_000)
            client.send(FrameBytes.headers(1, FrameBytes.request("POST", "/", [("content-length", "\(size)")]), end: false))
            var allowed = 65536
            var sent = 0
            var response = Response()
            for _ in pieces {
                while allowed < 10_000, let frame = client.next() {
                    if frame.type == 8, frame.stream == 1 { allowed += Int(frame.payload.reduce(0) { $0 << 8 | UInt32($1) }) }
                }
                client.send(FrameBytes.data(1, (0..<10_000).map { UInt8(truncatingIfNeeded: ($0 + sent) % 251) }, end: sent + 10_000 == size))
                sent += 10_000
                allowed -= 10_000
            }
            var beforeUpdates = 0
            while !response.isEnded, let frame = client.next() {
                if frame.stream == 1 { response.take(frame) }
                guard frame.type == 0 else { continue }
                beforeUpdates += frame.payload.count
                #expect(beforeUpdates <= 65535)
                if beforeUpdates == 65535 {
                    client.send(FrameBytes.windowUpdate(0, 65535) + FrameBytes.windowUpdate(1, 65535))
                    beforeUpdates = 0
                }
            }
            #expect(response.body.count == size)
            #expect(response.body.indices.allSatisfy { response.body[$0] == UInt8(($0 % 10_000 + $0 / 10_000 * 10_000) % 251) })
        }
    }

    /// Where a connection stopped at fewer bytes than it was told to go on at, its worker did nothing else any more.
    @Test("a client that takes nothing of a download does not keep its worker busy", arguments: [128, 1024])
    func stalledDownload(_ unsentKiB: Int) async throws {
        let body = [UInt8](repeating: 7, count: 32 << 20)
        let upstream = TestUpstream { side in
            guard let head = side.readHead() else { return }
            let isLarge = head.hasPrefix("GET /large")
            side.send("HTTP/1.1 200 OK\r\nContent-Length: \(isLarge ? body.count : 2)\r\n\r\n")
            side.send(isLarge ? body : Array("ok".utf8))
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2], configure: { configuration in
            configuration.limits.unsentBytes = unsentKiB * 1024
        }) { edge in
            let client = TestClient.connected(edge.port, settings: [(4, 0x7FFF_FFFF)])
            client.send(FrameBytes.windowUpdate(0, 0x7FFF_0000) + FrameBytes.headers(1, FrameBytes.request("GET", "/large")))
            #expect(client.first { $0.type == 0 } != nil)
            // What the kernel takes is taken; from then on nothing moves.
            for _ in 0..<5 { #expect(edge.connect().get("/")?.text == "ok") }
            client.leave()
        }
    }

    @Test("a stalled upload withholds its own credit, not its neighbours'")
    func stalledUpload() async throws {
        // What comes before the handler looks is one piece for it; the rest has to come later.
        let hasFirst = Gate<Bool>()
        try await TestEdge.run(protocols: [.http2], configure: { configuration in
            configuration.limits.unsentBytes = 1
            let stalled = RequestHandler { _, body, writer in
                for try await _ in body {
                    hasFirst.open()
                    try await Task.sleep(for: .seconds(3600))
                }
            }
            configuration.sites = [Site([.any], routes: [
                Route(.handle(stalled), pathPrefix: "/stalled"), Route(.respond(status: 200, body: "ok")),
            ])]
        }) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("POST", "/stalled"), end: false))
            client.send(FrameBytes.data(1, [1]))
            _ = hasFirst.wait()
            for _ in 0..<4 { client.send(FrameBytes.data(1, Array(repeating: 1, count: 16380))) }
            client.send(FrameBytes.headers(3, FrameBytes.request("POST"), end: false) + FrameBytes.data(3, [1], end: true))
            var credited: [UInt32] = []
            var response = Response()
            while !response.isEnded, let frame = client.next() {
                if frame.type == 8 { credited.append(frame.stream) }
                if frame.stream == 3 { response.take(frame) }
            }
            #expect(response.text == "ok")
            #expect(!credited.contains(1))
        }
    }

    @Test("an answer before the end of its request is whole; the client is told to stop a moment later")
    func earlyAnswer() async throws {
        try await TestEdge.run(protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("POST"), end: false))
            let response = client.response()
            #expect(response.text == "hello" && response.reset == nil)
            edge.advance(seconds: 2)
            #expect(client.first { $0.type == 3 && $0.stream == 1 }?.code == 0)
        }
    }

    @Test("an upload over the limit gets 413, told or not")
    func tooLarge() async throws {
        let upstream = TestUpstream { side in while side.read() != nil {} }
        try await TestEdge.run(upstream: upstream, protocols: [.http2], configure: { $0.limits.bodyBytes = 100 }) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.request("POST", "/", [("content-length", "101")]), end: false))
            #expect(client.response().status == 413)
            client.send(FrameBytes.headers(3, FrameBytes.request("POST"), end: false))
            client.send(FrameBytes.data(3, Array(repeating: 0, count: 101)))
            #expect(client.response(on: 3).status == 413)
        }
    }

    @Test("stopping says GOAWAY twice, and answers what was begun")
    func drain() async throws {
        let upstream = TestUpstream { side in
            guard side.readRequest() != nil else { return }
            _ = side.read()
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.get))
            _ = client.first { $0.type == 4 && $0.flags == 1 }
            edge.drain()
            let notice = client.first { $0.type == 7 }
            #expect(notice?.payload.prefix(4) == [0x7F, 0xFF, 0xFF, 0xFF])
            let last = client.first { $0.type == 7 }
            #expect(last?.payload == [0, 0, 0, 1, 0, 0, 0, 0])
            client.send(FrameBytes.reset(1))
            while client.next() != nil {}
            #expect(client.isClosed)
        }
    }

    @Test("silence: a slow head, an idle connection, a silent body, a client that grants no window")
    func deadlines() async throws {
        let upstream = TestUpstream { side in
            guard let head = side.readHead(), head.hasPrefix("GET") else {
                while side.read() != nil {}
                return
            }
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsomething")
            _ = side.read()
        }
        try await TestEdge.run(upstream: upstream, protocols: [.http2]) { edge in
            let slow = TestClient.connected(edge.port)
            slow.answers = false
            slow.send(Array(FrameBytes.headers(1, FrameBytes.get).dropLast(3)))
            #expect(slow.first { $0.type == 4 && $0.flags == 1 } != nil)
            let silent = TestClient.connected(edge.port)
            silent.send(FrameBytes.headers(1, FrameBytes.request("POST"), end: false) + FrameBytes.data(1, [1]))
            #expect(silent.first { $0.type == 4 && $0.flags == 1 } != nil)
            let windowless = TestClient.connected(edge.port, settings: [(4, 0)])
            windowless.send(FrameBytes.headers(1, FrameBytes.get))
            #expect(windowless.first { $0.type == 1 } != nil)
            let idle = TestClient.connected(edge.port)
            idle.send(FrameBytes.headers(1, FrameBytes.request("GET", "/x")))
            #expect(idle.response().text == "something")
            edge.advance(seconds: 61)
            #expect(slow.first { $0.type == 7 }?.code == 0)
            #expect(silent.response().status == 408)
            #expect(windowless.first { $0.type == 3 }?.code == 8)
            edge.advance(seconds: 300)
            #expect(idle.first { $0.type == 7 }?.code == 0)
        }
    }

    @Test("answers that are given at once count as activity: neither the first head's clock nor the idle one cuts between them")
    func answeredAtOnce() async throws {
        try await TestEdge.run(protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            for (turn, pause) in [10, 10, 200, 200, 200].enumerated() {
                let stream = UInt32(2 * turn + 1)
                client.send(FrameBytes.headers(stream, FrameBytes.get))
                #expect(client.response(on: stream).text == "hello")
                edge.advance(seconds: pause)
            }
            edge.advance(seconds: 100)
            #expect(client.first { $0.type == 7 }?.code == 0)
        }
    }

    @Test("random bytes end a connection, never the server", arguments: 0..<8)
    func randomBytes(_ seed: UInt64) async throws {
        try await TestEdge.run(protocols: [.http2]) { edge in
            var random = SplitMix(state: seed)
            for round in 0..<40 {
                let client = TestClient.connected(edge.port)
                var bytes: [UInt8] = []
                for index in 0..<8 {
                    bytes += FrameBytes.headers(UInt32(index * 2 + 1), FrameBytes.get, end: index % 2 == 0)
                }
                for _ in 0..<(round % 5) {
                    let place = Int(random.next() % UInt64(bytes.count))
                    bytes[place] = UInt8(truncatingIfNeeded: random.next())
                }
                if round % 3 == 0 { for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: random.next()) } }
                client.send(bytes)
                client.leave()
            }
            let client = TestClient.connected(edge.port)
            client.send(FrameBytes.headers(1, FrameBytes.get))
            #expect(client.response().text == "hello")
        }
    }
}

/// A small generator whose sequence a seed repeats.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
