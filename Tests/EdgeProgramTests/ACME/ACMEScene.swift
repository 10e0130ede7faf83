import Foundation
import Testing

/// An edge whose certificates come from a CA of the tests, and what can be seen of them from outside.
struct ACMEScene {
    /// An edge's own word on one certificate (`edge certs --json`).
    struct Report: Decodable {
        var names: [String]
        var source: String
        var issuer: String
        var state: String
        var challenge: String?
        var not_after: Int?
        var renewal: Int?
        var last_error: String?
    }

    let workshop: Workshop
    /// Where the CA looks for answers.
    let ports: (https: Int, http: Int)

    init() throws {
        workshop = try Workshop()
        ports = (Workshop.freePort(), Workshop.freePort())
    }

    /// - Parameters:
    ///   - sites: addresses.
    ///   - global: further lines of the global block.
    ///   - site: further lines of each site.
    ///   - answer: what answers there.
    func write(
        _ sites: [String], directories: [String], root: String, global: [String] = [], site: [String] = [],
        answer: [String] = ["respond hello"]
    ) throws {
        let lines = ["acme_ca \(directories.joined(separator: " "))", "acme_ca_root \(root)"] + global
        let blocks = sites.map { name in "\(name) {\n" + (site + answer).map { "\t\($0)\n" }.joined() + "}\n" }
        let text = "{\n" + lines.map { "\t\($0)\n" }.joined() + "}\n" + blocks.joined()
        try workshop.write(text, to: "Edgefile")
    }

    func start() async throws -> EdgeChild { try await workshop.startEdge(["run", "--workers", "1"], ports: ports) }

    /// What a client is answered that believes these roots alone: the curl status, and the body.
    func get(_ host: String, trusting root: String, at port: Int? = nil) async throws -> (status: Int32, output: String) {
        try await workshop.curl([
            "--cacert", root, "--connect-to", "::127.0.0.1:\(port ?? ports.https)", "https://\(host):\(port ?? ports.https)/",
        ])
    }

    func certificates() async throws -> [Report] {
        let result = try await workshop.runEdge(["certs", "--json"])
        guard result.status == 0 else { throw Child.Failure(description: result.output) }
        return try JSONDecoder().decode([Report].self, from: Data(result.output.utf8))
    }

    func certificate() async throws -> Report { try #require(try await certificates().first) }

    /// The log's line about a new certificate.
    static func obtained(_ name: String) -> @Sendable (String) -> Bool {
        { $0.contains("a certificate was obtained") && $0.contains("\"\(name)\"") }
    }
}
