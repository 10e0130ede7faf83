import EdgeCore
import TestSupport
import Testing

/// Compressed answers, as clients see them.
@Suite("Compression")
struct CompressionBehaviourTests {
    private func run(_ answer: String, _ script: @escaping @Sendable (TestEdge) throws -> Void) async throws {
        try await TestEdge.run(upstream: TestUpstream(answering: answer), configure: {
            $0.sites[0].routes.insert(Route(.compress(Compression())), at: 0)
        }, script)
    }

    private static let prose = String(repeating: "the quick brown fox ", count: 200)

    @Test("a text is smaller, says so, and is the same text")
    func text() async throws {
        try await run("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"a\"\r\nVary: Cookie\r\nContent-Length: \(Self.prose.utf8.count)\r\n\r\n\(Self.prose)") { edge in
            let client = edge.connect()
            let coded = client.get("/", "Accept-Encoding: gzip")
            #expect(coded?.field("content-encoding") == "gzip" && coded?.field("etag") == "W/\"a\"" && coded?.field("content-length") == nil)
            #expect(coded?.head.contains("Vary: Accept-Encoding\r\n") == true)
            let body = try #require(coded?.body)
            #expect(body.count < 200 && Gunzip.text(body) == Self.prose)
            let plain = client.get("/")
            #expect(plain?.text == Self.prose && plain?.field("content-encoding") == nil && plain?.field("etag") == "\"a\"")
            #expect(plain?.head.contains("Vary: Accept-Encoding\r\n") == true)
        }
    }

    @Test("what is short, compressed, a part, media or not to be touched goes out as it is", arguments: [
        "Content-Type: text/html\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Type: image/png\r\nContent-Length: \(prose.utf8.count)\r\n\r\n\(prose)",
        "Content-Type: text/html\r\nContent-Encoding: br\r\nContent-Length: \(prose.utf8.count)\r\n\r\n\(prose)",
        "Content-Type: text/html\r\nCache-Control: private, no-transform\r\nContent-Length: \(prose.utf8.count)\r\n\r\n\(prose)",
        "Content-Type: text/html\r\nContent-Range: bytes 0-9/20\r\nContent-Length: \(prose.utf8.count)\r\n\r\n\(prose)",
        "Content-Type: application/octet-stream\r\nContent-Length: \(prose.utf8.count)\r\n\r\n\(prose)",
        "Content-Length: \(prose.utf8.count)\r\n\r\n\(prose)",
    ])
    func untouched(answer: String) async throws {
        try await run("HTTP/1.1 200 OK\r\n" + answer) { edge in
            let got = edge.connect().get("/", "Accept-Encoding: gzip")
            #expect(got?.text == String(answer.split(separator: "\r\n\r\n")[1]))
            #expect(got?.field("content-encoding") != "gzip")
        }
    }

    @Test("an answer that is made little by little reaches its reader little by little")
    func live() async throws {
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readRequest()
            side.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n")
            _ = goOn.wait()
            side.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n")
        }
        try await TestEdge.run(upstream: upstream, configure: { $0.sites[0].routes.insert(Route(.compress(Compression())), at: 0) }) { edge in
            let client = edge.connect()
            client.request("GET", "/", ["Accept-Encoding: gzip", "Connection: close"])
            #expect(client.readHead()?.contains("Content-Encoding: gzip") == true)
            // The first event is there while the second has not been made.
            var wire: [UInt8] = []
            while Gunzip.text(Self.chunks(wire)) != "data: 1\n\n" {
                let more = client.readSome()
                try #require(!more.isEmpty)
                wire += more
            }
            goOn.open(true)
            wire += client.readToEnd()
            #expect(Gunzip.text(Self.chunks(wire)) == "data: 1\n\ndata: 2\n\n")
        }
    }

    /// The data of the chunks that are whole.
    private static func chunks(_ wire: [UInt8]) -> [UInt8] {
        var (rest, data): (ArraySlice<UInt8>, [UInt8]) = (wire[...], [])
        while let end = rest.firstIndex(of: 10), let size = Int(rest[..<end].dropLast().map { $0 }.text, radix: 16), size > 0,
            rest[(end + 1)...].count >= size + 2
        {
            data += rest[(end + 1)...].prefix(size)
            rest = rest[(end + 1)...].dropFirst(size + 2)
        }
        return data
    }
}
