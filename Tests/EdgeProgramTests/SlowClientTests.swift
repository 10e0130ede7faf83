import Foundation
import Testing

/// Slow clients in each phase: the handshake, the head, the body, the answer.
@Suite("Slow clients")
struct SlowClientTests {
    private struct Seen: Decodable {
        struct Live: Decodable {
            var requests: Int
            var failures: [String]
            var median_ms: Double
        }

        struct Phase: Decodable {
            var held: Int
            var cut: Int
            var first: Double
            var last: Double
            /// How late a cut may have been noticed.
            var late: Double
            var before: Live
            var opening: Live
            var during: Live
            var cutting: Live
        }

        var phases: [String: Phase]
    }

    private static let count = 200
    /// What two hundred slow connections in one phase may cost at most, over an idle edge; 10,000 would be 50 times that.
    private static let ceiling = 128.0

    @Test("are cut when their time is over, in each phase, and cost others nothing and the edge a bounded amount")
    func slowClients() async throws {
        let workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
        try FileManager.default.createDirectory(atPath: workshop.path("files"), withIntermediateDirectories: false)
        try workshop.write(String(repeating: "large ", count: 4_000_000), to: "files/large")
        let sink = Workshop.freePort()
        try workshop.write(
            """
            {
            	read_header 3s
            	read_body 10s
            	write 3s
            	min_rate 100 3s
            }
            chat.example.com {
            	tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))
            	respond /small "small"
            	reverse_proxy /sink 127.0.0.1:\(sink)
            	root * \(workshop.path("files"))
            	file_server
            }

            """, to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let clients = try workshop.start(
            Workshop.python,
            [
                Workshop.clients + "slow_loris.py", "\(edge.https)", "chat.example.com", workshop.path("cert.pem"),
                "\(sink)", "\(Self.count)", "0.25", "1.5",
            ])
        _ = try await clients.line { $0 == "ready" }
        let idle = edge.peakMemory
        try clients.write("go")
        clients.closeInput()
        let line = try await clients.line { $0.hasPrefix(#"{"phases""#) }
        let seen = try JSONDecoder().decode(Seen.self, from: Data(line.utf8))
        for (name, phase) in seen.phases {
            for live in [phase.opening, phase.during, phase.cutting] { #expect(live.failures == [], "\(name)") }
            let served = phase.opening.requests + phase.during.requests + phase.cutting.requests
            #expect(served > 20, "\(name): \(line)")
            // `make siege` measures the slowest, with thousands; on a busy machine those of two hundred say nothing.
            #expect(phase.during.median_ms < max(200, 4 * phase.before.median_ms), "\(name): \(line)")
            guard name != "idle" else { continue }
            #expect(phase.cut == Self.count, "\(name): \(line)")
            // Not before the deadline of 3 s (a tenth lies between two looks), and not long after it.
            #expect(phase.first >= 2.9, "\(name): \(line)")
            #expect(phase.last < 15 + phase.late, "\(name): \(line)")
        }
        #expect(seen.phases.count == 5)
        #expect(edge.peakMemory - idle < Self.ceiling, "\(edge.peakMemory) MiB after \(idle)")
    }
}
