import Foundation
import Synchronization

/// Let's Encrypt's own test CA from its Debian package, with a DNS server that answers 127.0.0.1 for every name. Keeps
/// nothing: after a restart its accounts, orders and roots are others.
final class Pebble: Sendable {
    struct Options: Sendable {
        /// Where it looks for answers to HTTP-01 and TLS-ALPN-01: the edge's ports.
        var httpPort: Int
        var tlsPort: Int
        /// How long certificates are valid, in seconds; Pebble's own default is five years.
        var validity: Int?
        /// By key identifier, base64url: whoever makes an account has to bind it to one of these.
        var externalKeys: [String: String] = [:]
        /// Whether it asks for what future versions will.
        var isStrict = false
        /// Percentage of good nonces that are rejected.
        var rejectedNonces = 0
        /// Percentage of orders that may use an authorization that is there already.
        var reusedAuthorizations = 0
        /// Whether it takes every challenge for solved, without a look.
        var believesEverything = false
        /// Further variables: PEBBLE_CHAIN_LENGTH and the like.
        var environment: [String: String] = [:]

        init(httpPort: Int, tlsPort: Int) {
            self.httpPort = httpPort
            self.tlsPort = tlsPort
        }
    }

    let workshop: Workshop
    let options: Options
    let port = Workshop.freePort()
    private let managementPort = Workshop.freePort()
    private let dnsPort = Workshop.freePort()
    private let dnsManagementPort = Workshop.freePort()
    private let dns: Child
    private let child = Mutex<Child?>(nil)

    /// Where clients begin.
    var directory: String { "https://localhost:\(port)/dir" }
    /// What signs the certificate that it shows itself, for `acme_ca_root`: not what it issues.
    var rootFile: String { workshop.path("pebble-cert.pem") }

    /// Starts it and waits until it answers.
    init(in workshop: Workshop, _ options: Options) async throws {
        self.workshop = workshop
        self.options = options
        try await workshop.makeCertificate(["localhost"], prefix: "pebble-")
        dns = try workshop.start(
            "/usr/bin/pebble-challtestsrv",
            [
                "-dns01", "127.0.0.1:\(dnsPort)", "-management", "127.0.0.1:\(dnsManagementPort)", "-http01", "",
                "-https01", "", "-tlsalpn01", "", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "",
            ])
        try await Self.succeeds { try await self.tellDNS("clear-txt", ["host": "none.example."]) }
        try writeConfiguration()
        try await start()
    }

    private func writeConfiguration() throws {
        var settings: [String: Any] = [
            "listenAddress": "127.0.0.1:\(port)", "managementListenAddress": "127.0.0.1:\(managementPort)",
            "certificate": rootFile, "privateKey": workshop.path("pebble-key.pem"), "httpPort": options.httpPort,
            "tlsPort": options.tlsPort, "ocspResponderURL": "",
            "externalAccountBindingRequired": !options.externalKeys.isEmpty,
            "externalAccountMACKeys": options.externalKeys,
        ]
        if let validity = options.validity { settings["certificateValidityPeriod"] = validity }
        let data = try JSONSerialization.data(withJSONObject: ["pebble": settings])
        try data.write(to: URL(fileURLWithPath: workshop.path("pebble.json")))
    }

    private var environment: [String: String] {
        var environment = [
            "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "\(options.rejectedNonces)",
            "PEBBLE_AUTHZREUSE": "\(options.reusedAuthorizations)",
        ]
        if options.believesEverything { environment["PEBBLE_VA_ALWAYS_VALID"] = "1" }
        return environment.merging(options.environment) { $1 }
    }

    // MARK: Life

    /// Starts it, on the ports that it had before; returns once it answers.
    func start() async throws {
        let strictness = options.isStrict ? ["-strict"] : []
        let started = try workshop.start(
            "/usr/bin/pebble",
            ["-config", workshop.path("pebble.json"), "-dnsserver", "127.0.0.1:\(dnsPort)"] + strictness,
            environment: environment)
        child.withLock { $0 = started }
        try await Self.succeeds { try await self.get(self.directory).status == 0 }
    }

    /// Ends it at once.
    func kill() async {
        let running = child.withLock { child in
            defer { child = nil }
            return child
        }
        running?.signal(SIGKILL)
        _ = await running?.status()
    }

    /// What it has logged since it was last started.
    var output: String { child.withLock { $0 }?.output ?? "" }

    /// Waits for a line of its log.
    func line(where wanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        guard let child = child.withLock({ $0 }) else { throw Child.Failure(description: "Pebble does not run") }
        return try await child.line(where: wanted)
    }

    private static func succeeds(_ attempt: () async throws -> Bool) async throws {
        for _ in 0..<500 {
            if try await attempt() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Child.Failure(description: "Pebble or its DNS server does not answer")
    }

    // MARK: What it tells

    func get(_ url: String) async throws -> (status: Int32, output: String) {
        try await workshop.curl(["--cacert", rootFile, url])
    }

    /// Writes the root that issued certificates end at to a file; another one after each start.
    func issuingRoot() async throws -> String {
        let root = try await get("https://localhost:\(managementPort)/roots/0")
        return try workshop.write(root.output + "\n", to: "pebble-issuer.pem")
    }

    // MARK: What its DNS server says

    /// Adds a TXT record; the name with its final dot.
    func setTXT(_ name: String, _ value: String) async throws {
        _ = try await tellDNS("set-txt", ["host": name, "value": value])
    }

    /// Its address, for who looks for records.
    var nameServer: String { "127.0.0.1:\(dnsPort)" }

    /// The command line of a hook for DNS-01 is one of these: `curl -d JSON URL/set-txt`.
    var dnsURL: String { "http://127.0.0.1:\(dnsManagementPort)" }

    /// Asks the DNS server's control interface: set-txt, clear-txt, add-a, clear-a, set-servfail, …
    @discardableResult
    func tellDNS(_ command: String, _ body: [String: String]) async throws -> Bool {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        return try await workshop.curl(["--data", text, "\(dnsURL)/\(command)"]).status == 0
    }
}
