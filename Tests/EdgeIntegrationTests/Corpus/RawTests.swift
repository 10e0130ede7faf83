@testable import EdgeCore
import TestSupport
import Testing

/// Raw bytes of clients, good and bad: what is answered, and that no upstream ever sees more than what was meant.
@Suite("A corpus of HTTP/1.1")
struct RawTests {
    @Test("each case ends as it may, and nothing is smuggled past it", arguments: RawCase.all)
    func raw(_ raw: RawCase) async throws {
        let heads = ForwardingBehaviourTests.Heads()
        let configure = { (configuration: inout EdgeServer.Configuration) in configuration.limits.bodyBytes = 1_000_000 }
        try await TestEdge.run(upstream: Self.upstream(heads), configure: configure) { edge in
            let client = edge.connect()
            client.sendInBackground(Array(raw.bytes.utf8), thenFinishing: true)
            var statuses: [Int] = []
            let method = raw.bytes.hasPrefix("HEAD") ? "HEAD" : "GET"
            while let response = client.readResponse(to: method) {
                statuses.append(response.status)
                if response.status == 101 { break }
                if response.status >= 400 { #expect(response.field("connection") == "close") }
            }
            #expect(raw.accepted.contains(statuses), "\(statuses)")
            let served = statuses.filter { $0 == 200 || $0 == 101 }.count
            #expect((raw.forwarded ?? served...served).contains(heads.all.count), "the upstream saw \(heads.all)")
        }
        for head in heads.all { Self.check(head) }
    }

    @Test("each slow peer has its time, and then its end", arguments: SlowCase.all)
    func slow(_ slow: SlowCase) async throws {
        let heads = ForwardingBehaviourTests.Heads()
        try await TestEdge.run(upstream: Self.upstream(heads)) { edge in
            let client = edge.connect()
            for piece in slow.pieces {
                client.send(piece)
                edge.settle()
                // Time stands still until a whole request has its answer, however slow the upstream's thread is.
                if slow.accepted.contains(200), piece.hasPrefix("GET "), piece.contains("\r\n\r\n") {
                    edge.settle { edge.counters.responses[2] > 0 }
                }
                edge.advance(seconds: slow.seconds)
            }
            for status in slow.accepted { #expect(client.readResponse()?.status == status, "\(slow)") }
            // Who was served in time is still there.
            if slow.accepted.last != 200 || slow.seconds > 300 { #expect(client.readToEnd().isEmpty) }
        }
        for head in heads.all { Self.check(head) }
    }

    @Test("there are at least 120, each with its source")
    func enough() {
        #expect(RawCase.all.count >= 120)
        #expect(SlowCase.all.allSatisfy { $0.source.hasPrefix("RFC ") || $0.source.hasPrefix("CVE-") })
        #expect(RawCase.all.allSatisfy { $0.source.hasPrefix("RFC ") || $0.source.hasPrefix("CVE-") })
        let names = RawCase.all.map { $0.source + $0.name }
        #expect(Set(names).count == names.count)
    }

    /// Reads requests one after the other, by length or by chunks, and accepts WebSockets.
    private static func upstream(_ heads: ForwardingBehaviourTests.Heads) -> TestUpstream {
        TestUpstream { side in
            while let head = side.readHead() {
                heads.append(head)
                let lines = head.lowercased().split(separator: "\r\n")
                if lines.contains("transfer-encoding: chunked") {
                    heads.replaceLast(head + side.readChunked())
                } else if let length = lines.first(where: { $0.hasPrefix("content-length: ") }).flatMap({ Int($0.dropFirst(16)) }) {
                    _ = side.take(length)
                }
                if lines.contains("upgrade: websocket") {
                    side.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
                    while side.read() != nil {}
                    return
                }
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (head.hasPrefix("HEAD") ? "" : "ok"))
            }
        }
    }

    /// What has to hold of everything that goes on, whatever came in.
    private static func check(_ head: String) {
        #expect(!head.contains("smuggled"), "smuggled: \(head)")
        #expect(!head.contains("6.6.6.6"), "a stranger's claim: \(head)")
        let lines = head.components("\r\n").prefix { !$0.isEmpty }.dropFirst()
        let names = lines.map { $0.prefix { $0 != ":" }.lowercased() }
        #expect(names.filter { $0 == "host" }.count == 1, "\(head)")
        #expect(names.filter { $0 == "content-length" || $0 == "transfer-encoding" }.count <= 1, "\(head)")
        #expect(lines.filter { $0 == "X-Forwarded-For: 127.0.0.1" }.count == 1, "\(head)")
        #expect(names.filter { $0.hasSuffix("forwarded-for") || $0.hasSuffix("forwarded_for") }.count == 1, "\(head)")
        for hop in ["keep-alive", "proxy-connection", "te", "trailer", "http2-settings", "proxy"] {
            #expect(!names.contains(hop), "\(hop) goes on: \(head)")
        }
        #expect(!head.contains("\nUpgrade: h2c") && !head.contains("\nUpgrade: TLS"), "\(head)")
    }
}

extension String {
    /// The parts between a separator, empty ones too.
    fileprivate func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
