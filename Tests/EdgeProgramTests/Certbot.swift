import Foundation

/// Debian's certbot with its folders in a workshop.
struct Certbot: Sendable {
    private let workshop: Workshop
    private let directory: String
    private let root: String

    /// - Parameters:
    ///   - directory: the CA's.
    ///   - root: what the CA's own HTTPS is verified with.
    init(in workshop: Workshop, directory: String, root: String) {
        self.workshop = workshop
        self.directory = directory
        self.root = root
    }

    /// Where it links the newest files of a certificate.
    func lineage(_ name: String) -> String { workshop.path("certbot/live/\(name)") }

    /// Obtains a certificate through the folder that a web server serves.
    func certonly(_ name: String, webroot: String) async throws -> (status: Int32, output: String) {
        try await run(["certonly", "--webroot", "-w", webroot, "-d", name, "--key-type", "ecdsa"])
    }

    /// Renews what there is, due or not.
    func renew() async throws -> (status: Int32, output: String) {
        try await run(["renew", "--force-renewal", "--no-random-sleep-on-renew"])
    }

    private func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let folders = ["config", "work", "logs"].flatMap { ["--\($0)-dir", workshop.path($0 == "config" ? "certbot" : "certbot-\($0)")] }
        return try await Child.run(
            "/usr/bin/certbot",
            arguments + folders + [
                "--server", directory, "--non-interactive", "--agree-tos", "--register-unsafely-without-email",
            ], environment: workshop.environment.merging(["REQUESTS_CA_BUNDLE": root]) { $1 })
    }
}
