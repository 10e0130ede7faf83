import EdgeCore
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Files that the kernel sends by itself: as whole, as framed and as bounded as any other answer.
@Suite("Large files")
struct LargeFileBehaviourTests {
    private static let size = 24 * 1024 * 1024

    private static func content(_ count: Int) -> [UInt8] {
        // A block of a prime length, so that no part is like one at a round distance.
        let block = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += block }
        return Array(bytes.prefix(count))
    }

    /// Serves a folder with `large.bin`, and tells the path of that.
    private func run(_ script: @escaping @Sendable (TestEdge, String, [UInt8]) throws -> Void) async throws {
        let root = "/tmp/edge-large-\(UInt64.random(in: .min ... .max))"
        unsafe mkdir(root, 0o755)
        defer { try? FileManager.default.removeItem(atPath: root) }
        let bytes = Self.content(Self.size)
        try Data(bytes).write(to: URL(filePath: root + "/large.bin"))
        try Data("small".utf8).write(to: URL(filePath: root + "/small.txt"))
        try await TestEdge.run(configure: {
            $0.sites = [Site([.any], routes: [Route(.files(FileServer(root: Template(root))))])]
        }) { try script($0, root + "/large.bin", bytes) }
    }

    @Test("arrive whole, in parts, and one after the other on one connection")
    func whole() async throws {
        try await run { edge, _, bytes in
            let client = edge.connect()
            client.request("GET", "/large.bin")
            client.request("GET", "/small.txt")
            client.request("GET", "/large.bin", ["Range: bytes=1000001-9000000"])
            client.request("HEAD", "/large.bin")
            client.request("GET", "/large.bin", ["Range: bytes=0-99999,200000-399999,-70000"])
            client.request("GET", "/small.txt")
            #expect(client.readResponse()?.body == bytes)
            #expect(client.readResponse()?.text == "small")
            let part = client.readResponse()
            #expect(part?.status == 206 && part?.body == Array(bytes[1_000_001...9_000_000]))
            #expect(client.readResponse(to: "HEAD")?.field("content-length") == String(bytes.count))
            let parts = try #require(client.readResponse())
            let boundary = try #require(parts.field("content-type")?.split(separator: "=").last)
            let expected = [0...99_999, 200_000...399_999, bytes.count - 70_000...bytes.count - 1].reduce(into: [UInt8]()) {
                let head = "--\(boundary)\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes \($1.lowerBound)-\($1.upperBound)/\(bytes.count)\r\n\r\n"
                $0 += Array(head.utf8) + bytes[$1] + Array("\r\n".utf8)
            } + Array("--\(boundary)--\r\n".utf8)
            #expect(parts.body == expected)
            #expect(client.readResponse()?.text == "small")
            #expect(edge.counters.bytesOut > 33_000_000)
        }
    }

    @Test("wait for a client that is slow, without memory for it, and not for ever")
    func slow() async throws {
        try await run { edge, _, bytes in
            let slow = edge.connect()
            slow.request("GET", "/large.bin")
            edge.settle()
            #expect(edge.connect().get("/small.txt")?.text == "small")
            edge.advance(seconds: 20)
            #expect(slow.readResponse()?.body == bytes)
            let silent = edge.connect()
            silent.request("GET", "/large.bin")
            edge.settle()
            for _ in 0..<20 { edge.advance(seconds: 60) }
            edge.settle()
            #expect(silent.readResponse()?.isWhole != true)
        }
    }

    @Test("end with their client, and the next one is served")
    func gone() async throws {
        try await run { edge, _, bytes in
            for _ in 0..<5 {
                let client = edge.connect()
                client.request("GET", "/large.bin")
                _ = client.read(300_000)
                client.close()
            }
            edge.settle(until: { edge.counters.responses[2] == 5 })
            #expect(edge.connect().get("/large.bin")?.body == bytes)
        }
    }

    @Test("that become shorter meanwhile break off, and are never taken for whole")
    func truncated() async throws {
        try await run { edge, path, bytes in
            let client = edge.connect()
            client.request("GET", "/large.bin")
            _ = client.readHead()
            let begin = client.read(100_000)
            #expect(begin == Array(bytes[..<100_000]))
            #expect(unsafe truncate(path, 12 * 1024 * 1024) == 0)
            let rest = client.readToEnd()
            #expect(client.hasEnded && rest.count < 12 * 1024 * 1024 && rest.elementsEqual(bytes[100_000..<100_000 + rest.count]))
            #expect(edge.connect().get("/large.bin")?.body == Array(bytes[..<(12 * 1024 * 1024)]))
        }
    }
}
