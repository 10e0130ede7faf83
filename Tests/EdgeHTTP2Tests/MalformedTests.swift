import EdgeHTTP2
import Synchronization
import TestSupport
import Testing

/// What a client must not do, and what it gets for it.
struct Malformed: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable, Equatable {
        case reset(UInt32)
        case goAway(UInt32)
        case status(Int)
        /// The connection is closed, with or without a word.
        case closed
    }

    /// Begins with its source; a section without a document is one of RFC 9113.
    let name: String
    let bytes: [UInt8]
    let outcomes: [Outcome]

    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ outcomes: Outcome...) {
        self.init(name: name, bytes: bytes, outcomes: outcomes)
    }

    /// A request whose fields are wrong.
    static func head(_ name: String, _ fields: [(String, String)], _ outcomes: Outcome...) -> Malformed {
        Malformed(name: name, bytes: FrameBytes.headers(1, fields), outcomes: outcomes)
    }

    private init(name: String, bytes: [UInt8], outcomes: [Outcome]) {
        self.name = name.hasPrefix("§") ? "RFC 9113 \(name)" : name
        self.bytes = bytes
        self.outcomes = outcomes
    }

    private static func get(_ more: (String, String)...) -> [(String, String)] { FrameBytes.get + more }
    private static let oversized: [(String, String)] =
        FrameBytes.get + (0..<40).map { ("x-\($0)", String(repeating: "a", count: 300)) } + (0..<100).map { ("z\($0)", "1") }

    /// Bytes for each of so many streams.
    private static func many(_ count: Int, _ make: (UInt32) -> [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in 0..<count { bytes += make(UInt32(index * 2 + 1)) }
        return bytes
    }

    private static let upload = FrameBytes.headers(1, FrameBytes.request("POST"), end: false)

    static let heads: [Malformed] = [
        .head("§8.2.1 upper-case name", get(("X-Name", "1")), .reset(1)),
        .head("§8.2.1 name with a space", get(("x name", "1")), .reset(1)),
        .head("§8.2.1 name with a colon", get(("x:name", "1")), .reset(1)),
        .head("§8.2.1 empty name", get(("", "1")), .reset(1)),
        .head("§8.2.1 LF in a value", get(("x-a", "1\nx-b: 2")), .reset(1)),
        .head("§8.2.1 CR in a value", get(("x-a", "1\r")), .reset(1)),
        .head("§8.2.1 NUL in a value", get(("x-a", "1\u{0}2")), .reset(1)),
        .head("§8.2.1 value with a leading space", get(("x-a", " 1")), .reset(1)),
        .head("§8.2.1 value with a final tab", get(("x-a", "1\t")), .reset(1)),
        .head("§8.2.1 CR LF in a name", get(("x-a\r\nhost", "1")), .reset(1)),
        .head("§8.2.2 Connection", get(("connection", "close")), .reset(1)),
        .head("§8.2.2 Keep-Alive", get(("keep-alive", "1")), .reset(1)),
        .head("§8.2.2 Proxy-Connection", get(("proxy-connection", "close")), .reset(1)),
        .head("§8.2.2 Transfer-Encoding", get(("transfer-encoding", "chunked")), .reset(1)),
        .head("§8.2.2 Upgrade", get(("upgrade", "websocket")), .reset(1)),
        .head("§8.2.2 TE other than trailers", get(("te", "gzip")), .reset(1)),
        .head("§8.3 pseudo field behind a regular one", [("x-a", "1")] + FrameBytes.get, .reset(1)),
        .head("§8.3 unknown pseudo field", FrameBytes.get + [(":test", "1")], .reset(1)),
        .head("§8.3 response pseudo field", [(":status", "200")] + FrameBytes.get, .reset(1)),
        .head("§8.3.1 no :method", Array(FrameBytes.get.dropFirst()), .reset(1)),
        .head("§8.3.1 no :scheme", FrameBytes.get.filter { $0.0 != ":scheme" }, .reset(1)),
        .head("§8.3.1 no :path", FrameBytes.get.filter { $0.0 != ":path" }, .reset(1)),
        .head("§8.3.1 empty :path", FrameBytes.request("GET", ""), .reset(1), .status(400)),
        .head("§8.3.1 two :path", FrameBytes.get + [(":path", "/x")], .reset(1)),
        .head("§8.3.1 two :method", [(":method", "GET")] + FrameBytes.get, .reset(1)),
        .head("§8.3.1 relative :path", FrameBytes.request("GET", "x"), .reset(1), .status(400)),
        .head("§10.3 space in :path", FrameBytes.request("GET", "/ HTTP/1.1"), .reset(1), .status(400)),
        .head("§10.3 CR LF in :path", FrameBytes.request("GET", "/\r\nx: y"), .reset(1)),
        .head("§10.3 space in :method", FrameBytes.request("GET /x"), .reset(1), .status(400)),
        .head("§10.3 CR LF in :method", FrameBytes.request("GET\r\n"), .reset(1)),
        .head("§8.3.1 asterisk for GET", FrameBytes.request("GET", "*"), .reset(1), .status(400)),
        .head("§8.3.1 no authority at all", FrameBytes.get.filter { $0.0 != ":authority" }, .reset(1), .status(400)),
        .head("§8.3.1 Host against :authority", get(("host", "other")), .reset(1), .status(400)),
        .head("§8.3.1 two Hosts", get(("host", "test"), ("host", "test")), .reset(1), .status(400)),
        .head("§8.3.1 user information", [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a@test")],
              .reset(1), .status(400)),
        .head("§8.3.1 space in :authority", [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a b")],
              .reset(1), .status(400)),
        .head("§8.5 CONNECT", [(":method", "CONNECT"), (":authority", "test:443")], .reset(1), .status(405)),
        .head("§8.1.1 content-length without a body", get(("content-length", "5")), .reset(1)),
        .head("§8.1.1 content-length that is no number", get(("content-length", "5x")), .reset(1)),
        .head("§8.1.1 two content-lengths", get(("content-length", "0"), ("content-length", "0")), .reset(1), .status(400)),
        .head("§8.1.1 negative content-length", get(("content-length", "-1")), .reset(1)),
        .head("RFC 8441 §4 :protocol with GET", [(":protocol", "websocket")] + FrameBytes.get, .reset(1), .status(400)),
        .head("RFC 9220 §3 unknown :protocol", [(":protocol", "chat")] + FrameBytes.request("CONNECT"), .reset(1), .status(501), .status(400)),
        .head("§10.5.1 head over the limit", oversized, .status(431)),
    ]

    static let frames: [Malformed] = [
        Malformed("§8.1.1 more data than content-length",
                  FrameBytes.headers(1, FrameBytes.request("POST", "/", [("content-length", "1")]), end: false)
                    + FrameBytes.data(1, [1, 2], end: true), .reset(1)),
        Malformed("§8.1.1 less data than content-length",
                  FrameBytes.headers(1, FrameBytes.request("POST", "/", [("content-length", "3")]), end: false)
                    + FrameBytes.data(1, [1, 2], end: true), .reset(1), .status(200)),
        Malformed("§8.1 pseudo field in trailers", upload + FrameBytes.headers(1, [(":path", "/")]), .reset(1), .status(200)),
        Malformed("§8.1 trailers that do not end the stream", upload + FrameBytes.headers(1, [("a", "b")], end: false),
                  .reset(1), .goAway(1), .status(200)),
        Malformed("§5.1 DATA on an idle stream", FrameBytes.data(1, [1]), .goAway(1)),
        Malformed("§5.1 RST_STREAM on an idle stream", FrameBytes.reset(1), .goAway(1)),
        Malformed("§5.1 WINDOW_UPDATE on an idle stream", FrameBytes.windowUpdate(1, 1), .goAway(1)),
        Malformed("§5.1 DATA on a stream that was reset",
                  upload + FrameBytes.reset(1) + FrameBytes.data(1, [1]), .goAway(5)),
        Malformed("§5.1 HEADERS on a stream that was reset",
                  upload + FrameBytes.reset(1) + FrameBytes.headers(1, FrameBytes.get), .goAway(5)),
        Malformed("§5.1 DATA on a half-closed stream",
                  FrameBytes.headers(1, FrameBytes.get) + FrameBytes.data(1, [1]), .goAway(5), .reset(5)),
        Malformed("§5.1 HEADERS on a half-closed stream",
                  FrameBytes.headers(1, FrameBytes.get) + FrameBytes.headers(1, FrameBytes.get), .goAway(5)),
        Malformed("§5.1.1 even stream id", FrameBytes.headers(2, FrameBytes.get), .goAway(1)),
        Malformed("§5.1.1 smaller stream id",
                  FrameBytes.headers(5, FrameBytes.get) + FrameBytes.headers(3, FrameBytes.get), .goAway(1)),
        Malformed("§4.2 frame larger than announced", FrameBytes.frame(0, stream: 1, Array(repeating: 0, count: 16385)), .goAway(6), .goAway(1)),
        Malformed("§4.3 broken compression", FrameBytes.frame(1, flags: 5, stream: 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), .goAway(9)),
        Malformed("§4.3 index beyond the table", FrameBytes.frame(1, flags: 5, stream: 1, [0xC8]), .goAway(9)),
        Malformed("§6.1 DATA on stream 0", FrameBytes.data(0, [1]), .goAway(1)),
        Malformed("§6.1 padding longer than the frame", upload + FrameBytes.frame(0, flags: 8, stream: 1, [9, 1]), .goAway(1)),
        Malformed("§6.2 HEADERS on stream 0", FrameBytes.headers(0, FrameBytes.get), .goAway(1)),
        Malformed("§6.3 PRIORITY of the wrong size", FrameBytes.frame(2, stream: 1, [1, 2]), .goAway(6), .reset(6)),
        Malformed("RFC 7540 §5.3.1 PRIORITY that depends on itself", FrameBytes.frame(2, stream: 1, [0, 0, 0, 1, 9]), .goAway(1)),
        Malformed("RFC 7540 §5.3.1 HEADERS that depend on themselves",
                  FrameBytes.frame(1, flags: 0x25, stream: 1, [0, 0, 0, 1, 9] + FrameBytes.block(FrameBytes.get)), .goAway(1)),
        Malformed("§6.4 RST_STREAM on stream 0", FrameBytes.reset(0), .goAway(1)),
        Malformed("§6.4 RST_STREAM of the wrong size", upload + FrameBytes.frame(3, stream: 1, [0]), .goAway(6)),
        Malformed("§6.5 SETTINGS on a stream", FrameBytes.frame(4, stream: 1), .goAway(1)),
        Malformed("§6.5 SETTINGS of the wrong size", FrameBytes.frame(4, [1, 2, 3]), .goAway(6)),
        Malformed("§6.5 acknowledgement with a payload", FrameBytes.frame(4, flags: 1, [0, 1, 0, 0, 0, 1]), .goAway(6)),
        Malformed("§6.5.2 ENABLE_PUSH of 2", FrameBytes.settings([(2, 2)]), .goAway(1)),
        Malformed("§6.5.2 window beyond 2³¹-1", FrameBytes.settings([(4, 1 << 31)]), .goAway(3)),
        Malformed("§6.5.2 frame size below 16,384", FrameBytes.settings([(5, 1)]), .goAway(1)),
        Malformed("§6.6 PUSH_PROMISE from a client", FrameBytes.frame(5, flags: 4, stream: 1, [0, 0, 0, 2]), .goAway(1)),
        Malformed("§6.7 PING on a stream", FrameBytes.frame(6, stream: 1, Array(repeating: 0, count: 8)), .goAway(1)),
        Malformed("§6.7 PING of the wrong size", FrameBytes.frame(6, [1]), .goAway(6)),
        Malformed("§6.8 GOAWAY on a stream", FrameBytes.frame(7, stream: 1, Array(repeating: 0, count: 8)), .goAway(1)),
        Malformed("§6.9 increment of 0 for the connection", FrameBytes.windowUpdate(0, 0), .goAway(1)),
        Malformed("§6.9 increment of 0 for a stream", upload + FrameBytes.windowUpdate(1, 0), .reset(1), .goAway(1)),
        Malformed("§6.9.1 connection's window too large", FrameBytes.windowUpdate(0, 0x7FFF_FFFF), .goAway(3)),
        Malformed("§6.9.1 stream's window too large", upload + FrameBytes.windowUpdate(1, 0x7FFF_FFFF), .reset(3)),
        Malformed("§6.10 CONTINUATION without HEADERS", FrameBytes.frame(9, flags: 4, stream: 1, []), .goAway(1)),
        Malformed("§6.10 another frame inside a block",
                  FrameBytes.frame(1, stream: 1, FrameBytes.block(FrameBytes.get)) + FrameBytes.ping(), .goAway(1)),
        Malformed("§3.4 HTTP/1.1 inside of HTTP/2", Array("GET / HTTP/1.1\r\nHost: test\r\n\r\n".utf8), .goAway(6), .goAway(1), .closed),
        Malformed("CVE-2024-28182 CONTINUATION flood",
                  FrameBytes.frame(1, stream: 1, FrameBytes.block(FrameBytes.get))
                    + many(20) { _ in FrameBytes.frame(9, stream: 1, FrameBytes.block([("a", "b")])) }, .goAway(11)),
        Malformed("CVE-2019-9512 PING flood", many(300) { _ in FrameBytes.ping() }, .goAway(11)),
        Malformed("CVE-2019-9515 SETTINGS flood", many(60) { _ in FrameBytes.settings() }, .goAway(11)),
        Malformed("CVE-2019-9518 empty frames", upload + many(200) { _ in FrameBytes.data(1, []) }, .goAway(11)),
        Malformed("CVE-2019-9513 PRIORITY flood",
                  many(2000) { _ in FrameBytes.frame(2, stream: 3, [0, 0, 0, 0, 9]) }, .goAway(11)),
        Malformed("CVE-2023-44487 rapid reset",
                  many(600) { FrameBytes.headers($0, FrameBytes.get) + FrameBytes.reset($0) }, .goAway(11)),
        Malformed("CVE-2025-8671 made-you-reset",
                  many(600) {
                      FrameBytes.headers($0, FrameBytes.get, end: false) + FrameBytes.windowUpdate($0, 0x7FFF_FFFF)
                  }, .goAway(11)),
    ]
}

@Suite struct MalformedTests {
    @Test("malformed heads are refused on their stream, and no upstream hears of them", arguments: Malformed.heads)
    func heads(_ malformed: Malformed) async throws {
        #expect(try await check(malformed) == 0)
    }

    @Test("malformed frames and floods end the connection", arguments: Malformed.frames)
    func frames(_ malformed: Malformed) async throws { _ = try await check(malformed) }

    @Test("there are at least fifty; each has a name of its own, and names what it is about")
    func enough() {
        let names = (Malformed.heads + Malformed.frames).map(\.name)
        #expect(names.count >= 80)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix("RFC ") || $0.hasPrefix("CVE-") })
    }

    /// - Returns: how many requests the upstream has seen.
    private func check(_ malformed: Malformed) async throws -> Int {
        let seen = Mutex(0)
        // Uploads wait for their end, so that a wrong end is seen before an answer.
        let upstream = TestUpstream { side in
            while let head = side.readHead() {
                seen.withLock { $0 += 1 }
                guard !head.hasPrefix("POST") else {
                    while side.read() != nil {}
                    return
                }
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        let usesUpstream = !malformed.name.contains("CVE-2023")
        try await TestEdge.run(upstream: usesUpstream ? upstream : nil, protocols: [.http2]) { edge in
            let client = TestClient.connected(edge.port)
            client.send(malformed.bytes)
            #expect(malformed.outcomes.contains(Self.outcome(client, malformed.outcomes)), "\(malformed.name)")
        }
        return seen.withLock { $0 }
    }

    /// The first thing that one of the expectations could be about.
    private static func outcome(_ client: TestClient, _ expected: [Malformed.Outcome]) -> Malformed.Outcome {
        let wantsGoAway = expected.contains { if case .goAway = $0 { true } else { false } }
        let wantsStatus = expected.contains { if case .status = $0 { true } else { false } }
        while let frame = client.next() {
            switch frame.type {
            case 7: return .goAway(frame.code)
            case 3 where !wantsGoAway || expected.contains(.reset(frame.code)): return .reset(frame.code)
            case 1 where wantsStatus: if let status = frame[":status"].flatMap({ Int($0) }) { return .status(status) }
            default: break
            }
        }
        return .closed
    }
}
