import Foundation
import Testing

/// Deploys of the chat server and of the configuration, with 500 sockets open and requests all the time.
@Suite("A deploy")
struct DeployTests {
    private struct Report: Decodable {
        let closes: [String: Int]
        let reconnects: Int
        /// The most sockets that the edge has told goodbye in a second.
        let peak: Double
        /// The most that it has opened.
        let opened: Double
        /// Seconds from the first reconnect to the last.
        let spread: Double
        let troubles: [String]
        let requests: Int
        let failed: [String: Int]
    }

    private static let sockets = 500
    private let workshop: Workshop
    private let metrics = Workshop.freePort()

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
    }

    private func writeFile(to port: Int, round: Int) throws {
        try workshop.write(
            """
            {
            \tmetrics 127.0.0.1:\(metrics)
            }
            chat.example.com -> 127.0.0.1:\(port) {
            \ttls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))
            \tmax_body \(100 + round)MiB
            \thealth_uri /api/health
            \thealth_body "\\"status\\":\\"ok\\""
            }

            """, to: "Edgefile")
    }

    private func startServer(on port: Int) async throws -> Child {
        let server = try workshop.start(Workshop.python, [Workshop.clients + "chat_server.py", "\(port)"])
        _ = try await server.line { $0 == "ready" }
        return server
    }

    private func report(_ load: Child, _ command: String) async throws -> Report {
        try load.write("\(command)")
        let marked = try await load.line { $0.hasPrefix("{") && $0.hasSuffix("}") }
        return try JSONDecoder().decode(Report.self, from: Data(marked.utf8))
    }

    private func startLoad(_ edge: EdgeChild) async throws -> Child {
        let load = try workshop.start(
            Workshop.python,
            [
                Workshop.clients + "deploy_load.py", "\(edge.https)", workshop.path("cert.pem"), "\(Self.sockets)", "\(metrics)",
            ])
        _ = try await load.line { $0 == "open" }
        return load
    }

    @Test("twenty reloads close none of 500 sockets and fail no request")
    func reloads() async throws {
        let port = Workshop.freePort()
        let server = try await startServer(on: port)
        try writeFile(to: port, round: 0)
        let edge = try await workshop.startEdge(["run"])
        let load = try await startLoad(edge)
        for round in 1...20 {
            try writeFile(to: port, round: round)
            let reloaded = try await workshop.runEdge(["reload"])
            #expect(reloaded.status == 0, "\(reloaded.output)")
        }
        let report = try await report(load, "report")
        #expect(report.closes.isEmpty && report.troubles.isEmpty, "\(report)")
        #expect(report.failed.isEmpty && report.requests > 20, "\(report)")
        withExtendedLifetime(server) {}
    }

    @Test("a chat server that is killed and back after 5 s fails no request, and its sockets come back spread over the window")
    func restart() async throws {
        let port = Workshop.freePort()
        let first = try await startServer(on: port)
        try writeFile(to: port, round: 0)
        let edge = try await workshop.startEdge(["run"])
        let load = try await startLoad(edge)
        first.signal(SIGKILL)
        _ = await first.status()
        // The promise speaks of this time.
        try await Task.sleep(for: .seconds(5))
        let second = try await startServer(on: port)
        let report = try await report(load, "come back")
        #expect(report.failed.isEmpty && report.requests > 20, "\(report)")
        #expect(report.closes == ["1012": Self.sockets], "\(report)")
        #expect(report.troubles.isEmpty, "every upgrade succeeds: \(report)")
        // A tenth a second is planned; all of them are told in one go without the spreading.
        #expect(report.peak > 0 && report.peak <= Double(Self.sockets / 4), "\(report)")
        // Those that waited while it was away come back over five seconds; half of all are 250 in one without that.
        #expect(report.opened <= Double(Self.sockets / 2 - 50), "\(report)")
        #expect(report.spread > 7, "\(report)")
        withExtendedLifetime(second) {}
    }
}
