import Foundation
import Testing

/// One edge takes over from another, with a crowd connected.
@Suite("An upgrade in place", .serialized)
struct UpgradeTests {
    private let workshop: Workshop
    private let upstream: UpstreamChild

    /// What the crowd has seen (`steady_load.py`).
    struct Seen: Decodable {
        var requests: Int
        var failures: [String]
        var refused: Int
        var closes: [String: Int]
        var close_times: [Double]
        var slowest_ms: Int
        var reopened: Int

        /// Most closes within any second.
        var peak: Int {
            let times = close_times.sorted()
            return times.indices.map { index in times[index...].prefix { $0 < times[index] + 1 }.count }.max() ?? 0
        }
    }

    private static let sockets = 500

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
        upstream = try await workshop.startUpstream()
        try write(comment: "")
    }

    private func write(comment: String) throws {
        try workshop.write(
            """
            # \(comment)
            chat.example.com {
            	tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))
            	reverse_proxy /ws/* 127.0.0.1:\(upstream.webSocket)
            	reverse_proxy 127.0.0.1:\(upstream.http)
            }

            """, to: "Edgefile")
    }

    private func startCrowd(_ edge: EdgeChild, sockets: Int = Self.sockets) async throws -> Child {
        let crowd = try workshop.start(
            Workshop.python,
            [
                Workshop.clients + "steady_load.py", "\(edge.https)", "chat.example.com", workshop.path("cert.pem"),
                "\(sockets)",
            ])
        _ = try await crowd.line { $0 == "ready" }
        return crowd
    }

    private func disperse(_ crowd: Child) async throws -> Seen {
        crowd.closeInput()
        let line = try await crowd.line { $0.hasPrefix("{\"requests\"") && $0.contains("close_times") }
        return try JSONDecoder().decode(Seen.self, from: Data(line.utf8))
    }

    private func processIdentifier() async throws -> Int32 {
        let status = try await workshop.runEdge(["status", "--json"])
        let object = try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any]
        return Int32(try #require(object?["pid"] as? Int, "\(status.output)"))
    }

    @Test("with 500 sockets and steady requests: none refused, none failed, and the sockets come back spread over the window")
    func upgrade() async throws {
        let edge = try await workshop.startEdge(["run", "--workers", "2"])
        let crowd = try await startCrowd(edge)
        let upgraded = try await workshop.runEdge(["upgrade"])
        #expect(upgraded.status == 0, "\(upgraded.output)")
        let successor = try await processIdentifier()
        workshop.end(successor)
        #expect(successor != edge.child.identifier)
        // The old one ends by itself once its sockets are gone; the new one has its control socket.
        #expect(await edge.child.status() == 0)
        #expect(try await workshop.runEdge(["status", "--check"]).status == 0)
        try await waitForSockets(Self.sockets)
        let seen = try await disperse(crowd)
        #expect(seen.refused == 0)
        #expect(seen.failures == [])
        #expect(seen.closes == ["1012": Self.sockets])
        #expect(seen.peak <= Self.sockets / 2, "\(seen.peak) closed within one second")
        #expect(try await workshop.runEdge(["stop"]).status == 0)
    }

    /// Until as many are open as there were.
    private func waitForSockets(_ count: Int) async throws {
        for _ in 0..<600 {
            let status = try await workshop.runEdge(["status", "--json"]).output
            if status.contains("\"open_sockets\":\(count)") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the sockets have not come back")
    }

    @Test("20 reloads close no socket and fail no request")
    func reloads() async throws {
        let edge = try await workshop.startEdge(["run", "--workers", "2"])
        let crowd = try await startCrowd(edge)
        for round in 1...20 {
            try write(comment: "round \(round)")
            #expect(try await workshop.runEdge(["reload"]).status == 0)
        }
        let seen = try await disperse(crowd)
        #expect(seen.failures == [])
        #expect(seen.closes == [:])
        #expect(seen.requests > 50)
    }

    @Test("an upgrade to a program that cannot start is refused with its reason, and changes nothing")
    func failedUpgrade() async throws {
        let edge = try await workshop.startEdge(["run", "--workers", "1"])
        try workshop.write("chat.example.com {\n\tnonsense\n}\n", to: "Edgefile")
        let upgraded = try await workshop.runEdge(["upgrade"])
        #expect(upgraded.status == 1)
        #expect(upgraded.output.contains("nonsense"), "\(upgraded.output)")
        #expect(try await processIdentifier() == edge.child.identifier)
        // And the next attempt works.
        try write(comment: "")
        #expect(try await workshop.runEdge(["upgrade"]).status == 0)
        let successor = try await processIdentifier()
        workshop.end(successor)
        #expect(await edge.child.status() == 0)
        #expect(try await workshop.runEdge(["stop"]).status == 0)
    }

    @Test("`edge run --take-over` does the same from outside, and sessions of TLS are resumed across it")
    func takeOver() async throws {
        let edge = try await workshop.startEdge(["run", "--workers", "1"])
        let session = workshop.path("session")
        #expect(try await hello(edge, ["-sess_out", session]).contains("New, TLSv1.3"))
        let successor = try workshop.start(
            Workshop.edge,
            ["run", "--workers", "1", "--take-over", "--https-port", "\(edge.https)", "--http-port", "\(edge.http)"])
        _ = try await successor.line { $0.contains(#""message":"ready""#) }
        #expect(await edge.child.status() == 0)
        #expect(try await processIdentifier() == successor.identifier)
        #expect(try await hello(edge, ["-sess_in", session]).contains("Reused, TLSv1.3"))
        #expect(try await workshop.runEdge(["stop"]).status == 0)
        #expect(await successor.status() == 0)
        #expect(!FileManager.default.fileExists(atPath: workshop.path("edge.sock")))
    }

    private func hello(_ edge: EdgeChild, _ arguments: [String]) async throws -> String {
        let request = "GET / HTTP/1.1\\r\\nHost: chat.example.com\\r\\nConnection: close\\r\\n\\r\\n"
        let client = ["openssl", "s_client", "-connect", "127.0.0.1:\(edge.https)", "-servername", "chat.example.com", "-ign_eof"]
        let command = (client + arguments).joined(separator: " ")
        return try await Child.run("/bin/sh", ["-c", "printf '\(request)' | \(command) 2>&1"]).output
    }
}
