import Foundation
import Testing

/// Floods of every kind, from clients that read nothing.
@Suite("Floods")
struct FloodTests {
    private struct Sent: Decodable {
        var bytes: Int
        var connections: Int
    }

    /// MiB that eight clients may make the edge hold, with whatever they send; docs/limits.md states it.
    private static let ceiling = 64.0
    private static let kinds = [
        "pings", "settings", "resets", "streams", "bodies", "held", "continuations", "priorities", "windows", "unknown", "bomb",
        "pipeline", "heads", "handshakes", "socket oversized", "socket pings", "socket fragments", "socket bytes", "socket unread",
    ]

    @Test("cost a bounded amount of memory, and whoever comes next is served")
    func ceiling() async throws {
        let workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
        try workshop.write(String(repeating: "large ", count: 2_000_000), to: "large")
        // Uploads go to an upstream that takes nothing: its listen queue.
        let upstream = try await workshop.startUpstream()
        upstream.child.signal(SIGSTOP)
        defer { upstream.child.signal(SIGCONT) }
        let (sockets, away) = (Workshop.freePort(), Workshop.freePort())
        try workshop.write(
            """
            chat.example.com {
            	tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))
            	respond /small "small"
            	reverse_proxy / 127.0.0.1:\(upstream.http)
            	reverse_proxy /ws* 127.0.0.1:\(sockets)
            	reverse_proxy /away 127.0.0.1:\(away)
            	root * \(workshop.folder)
            	file_server
            }

            """, to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let idle = edge.peakMemory
        let clients = try workshop.start(
            Workshop.python,
            [
                Workshop.clients + "floods.py", "\(edge.https)", "chat.example.com", workshop.path("cert.pem"), "1",
                "\(sockets)",
            ])
        let line = try await clients.line { $0.hasPrefix("{") }
        let sent = try JSONDecoder().decode([String: Sent].self, from: Data(line.utf8))
        for kind in Self.kinds {
            #expect(sent[kind]?.connections ?? 0 >= 8, "\(kind): \(line)")
            #expect(sent[kind]?.bytes ?? 0 > 100_000 || kind == "handshakes", "\(kind): \(line)")
        }
        #expect(edge.peakMemory - idle < Self.ceiling, "\(idle) MiB, then \(edge.peakMemory) MiB")
        let answer = try await workshop.curl(
            [
                "--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(edge.https):127.0.0.1",
                "https://chat.example.com:\(edge.https)/small",
            ])
        #expect(answer.output == "small")
    }
}
