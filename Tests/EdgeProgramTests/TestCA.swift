import Foundation

/// A CA of our own for what Pebble lacks: renewal information, profiles, failures on demand. `Clients/acme_ca.py` says what can be
/// asked of it.
final class TestCA: Sendable {
    private let workshop: Workshop
    private let child: Child
    let directory: String

    /// - Parameter httpPort: where it looks for answers to HTTP-01; `nil` believes everything.
    init(in workshop: Workshop, httpPort: Int? = nil) async throws {
        self.workshop = workshop
        let port = httpPort.map { ["\($0)"] } ?? []
        child = try workshop.start(Workshop.python, [Workshop.clients + "acme_ca.py", workshop.folder] + port)
        directory = try await child.line { $0.hasPrefix("https://") }
    }

    /// What its own HTTPS is verified with, for `acme_ca_root`.
    var rootFile: String { workshop.path("ca-cert.pem") }
    /// What issued certificates end at.
    var issuerFile: String { workshop.path("ca-root.pem") }

    /// Changes it; returns once that holds.
    func tell(_ order: [String: Any]) async throws {
        let data = try JSONSerialization.data(withJSONObject: order, options: .sortedKeys)
        let before = count { $0.hasPrefix(#"{"done""#) }
        try child.write(String(decoding: data, as: UTF8.self))
        // The same order may be given twice.
        while count(where: { $0.hasPrefix(#"{"done""#) }) == before { try await Task.sleep(for: .milliseconds(5)) }
    }

    private func count(where wanted: (String) -> Bool) -> Int {
        child.output.split(separator: "\n").count { wanted(String($0)) }
    }

    /// All that it has said.
    var output: String { child.output }

    /// The requests of a step so far, as lines of JSON.
    func requests(_ step: String) -> [String] {
        child.output.split(separator: "\n").map(String.init).filter { $0.hasPrefix(#"{"step": "\#(step)""#) }
    }

    /// Waits for a request of a step.
    func request(_ step: String, where wanted: @escaping @Sendable (String) -> Bool = { _ in true }) async throws -> String {
        try await child.line { $0.hasPrefix(#"{"step": "\#(step)""#) && wanted($0) }
    }

    func get(_ url: String, _ arguments: [String] = []) async throws -> (status: Int32, output: String) {
        try await workshop.curl(["--cacert", rootFile] + arguments + [url])
    }
}
