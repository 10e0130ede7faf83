import EdgeCore
import EdgeTLS
import Edgefile
import FoundationEssentials
import TestSupport

@testable import edge

/// Edgefiles, planned and served inside of the test.
enum Planning {
    /// What a file comes to, or everything that is wrong with it.
    static func plan(_ text: String, environment: [String: String] = [:]) throws -> EdgePlan {
        let folder = "/tmp/edge-plan-\(UInt64.random(in: .min ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let inputs = EdgefileInputs(environment: { environment[$0] }, read: { _ in .missing }, expand: { _ in [] })
        let result = EdgefileParser.parse(Array(text.utf8), inputs: inputs)
        let planner = Planner(
            try result.get(), sources: result.sources, overrides: Overrides(),
            materials: CertificateMaterials(dataFolder: folder))
        return try planner.plan()
    }

    /// Serves what the file has on `port` on one of the kernel's choice, without TLS.
    static func serve(
        _ text: String, environment: [String: String] = [:], port: Int = 80, _ script: @escaping @Sendable (TestEdge) throws -> Void
    ) async throws {
        let plan = try plan(text, environment: environment)
        let place = ListenAddress(host: "127.0.0.1", port: 0)
        try await TestEdge.run(configure: { configuration in
            let listeners = configuration.listeners
            configuration = plan.server
            configuration.workers = 1
            configuration.accessLog = nil
            configuration.listeners = listeners
            configuration.sites = plan.server.sites.filter { site in site.listeners.contains { $0.port == port } }.map { site in
                var site = site
                site.listeners = [place]
                return site
            }
        }, script)
    }

    /// Answers with the head that it got, and with what a Chatalot server says of its health.
    static func echo() -> TestUpstream {
        TestUpstream { side in
            while let request = side.readRequest() {
                let head = request.head + "\"status\":\"ok\"\n"
                side.send("HTTP/1.1 200 OK\r\nServer: app\r\nContent-Type: text/plain\r\nContent-Length: \(head.utf8.count)\r\n\r\n\(head)")
            }
        }
    }
}
