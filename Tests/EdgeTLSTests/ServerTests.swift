import EdgeCore
import Glibc
import Logging
import TestSupport
import Testing

@testable import EdgeTLS

/// A whole server with real clients, as far as TLS goes.
@Suite("A server over TLS", .enabled(if: TestFolder.programs.find("curl") != nil))
struct ServerTests {
    let folder = TestFolder()
    let executor = BlockingExecutor()

    private func withServer(limits: Limits = Limits(), _ body: (Int, LocalAuthority) async throws -> Void) async throws {
        let authority = try LocalAuthority(storage: CertificateStorage(root: folder.file("data")), host: "box")
        var table = CertificateTable()
        table.add(try authority.leaf(for: ["localhost", "127.0.0.1"]))
        table.add(try authority.leaf(for: ["other.localhost"]))
        var configuration = EdgeServer.Configuration()
        configuration.workers = 1
        configuration.limits = limits
        configuration.listeners = [
            try .tls(
                on: ListenAddress(host: "127.0.0.1", port: 0), TLSConfiguration(certificates: CertificateStore(table)))
        ]
        configuration.sites = [Site([.any], routes: [Route(.respond(status: 200, body: "hello\n"))])]
        let server = try EdgeServer(
            configuration: configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let port = try #require(await server.listeningAddresses.first?.port)
            try await body(port, authority)
            group.cancelAll()
        }
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> ChildProcess.Outcome {
        let path = try #require(TestFolder.programs.find(program))
        return try await executor.run { TestFolder.programs.run(path, arguments) }
    }

    private func curl(_ arguments: String...) async throws -> ChildProcess.Outcome {
        try await run("curl", ["-sS", "--noproxy", "*", "--max-time", "20"] + arguments)
    }

    @Test("answers curl, which verifies it by name and by address")
    func curl() async throws {
        try await withServer { port, authority in
            for host in ["localhost", "127.0.0.1", "other.localhost"] {
                let outcome = try await curl(
                    "--cacert", authority.rootPath, "--resolve", "\(host):\(port):127.0.0.1", "https://\(host):\(port)/"
                )
                #expect(outcome == ChildProcess.Outcome(status: 0, output: "hello\n"), "\(host)")
            }
        }
    }

    @Test("tells a host that the certificate does not cover to connect anew")
    func misdirected() async throws {
        try await withServer { port, authority in
            let outcome = try await curl(
                "--cacert", authority.rootPath, "-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: other.localhost",
                "https://127.0.0.1:\(port)/")
            #expect(outcome.output == "421")
        }
    }

    @Test("closes a handshake beyond the limit of those in flight at once, and not one that finds room")
    func handshakeLimit() async throws {
        var limits = Limits()
        limits.handshakes = 2
        try await withServer(limits: limits) { port, authority in
            let get = { try await curl("--cacert", authority.rootPath, "https://127.0.0.1:\(port)/") }
            let (first, second) = (BlockingSocket.connect(port), BlockingSocket.connect(port))
            let refused = BlockingSocket.connect(port)
            // Closed without a word: in the order in which they came, so that the other two are in flight by now.
            #expect(BlockingSocket.receive(refused) == nil)
            #expect(try await get().status != 0)
            close(first)
            var outcome = try await get()
            for _ in 0..<100 where outcome.status != 0 {
                outcome = try await get()
            }
            #expect(outcome == ChildProcess.Outcome(status: 0, output: "hello\n"))
            // Those that were completed count no longer.
            for _ in 0..<4 { #expect(try await get().status == 0) }
            for descriptor in [second, refused] { close(descriptor) }
        }
    }

    @Test("resumes sessions of openssl s_client, with both versions", arguments: ["-tls1_2", "-tls1_3"])
    func resumption(version: String) async throws {
        try await withServer { port, authority in
            let session = folder.file("session")
            // One request and the answer's end: the ticket has come by then.
            let script = """
                printf 'GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' | \
                openssl s_client \(version) -connect 127.0.0.1:\(port) -servername localhost \
                -CAfile \(authority.rootPath) -verify_return_error -alpn h2,http/1.1 -ign_eof "$@"
                """
            let first = try await run("sh", ["-c", script, "sh", "-sess_out", session])
            #expect(first.succeeded && first.output.contains("New, TLSv1."), "\(first.output)")
            #expect(first.output.contains("ALPN protocol: http/1.1"))
            #expect(first.output.contains("hello"))
            let next = folder.file("next-session")
            let second = try await run("sh", ["-c", script, "sh", "-sess_in", session, "-sess_out", next])
            #expect(second.succeeded && second.output.contains("Reused, TLSv1."), "\(second.output)")
            #expect(second.output.contains("hello"))
            // A ticket of 1.3 is used once (RFC 8446 §C.4), so a resumed session brings the next; each connection brings one.
            guard version == "-tls1_3" else { return }
            for output in [first.output, second.output] {
                #expect(output.split(separator: "\n").count { $0.contains("New Session Ticket arrived") } == 1, "\(output)")
            }
            let third = try await run("sh", ["-c", script, "sh", "-sess_in", next])
            #expect(third.succeeded && third.output.contains("Reused, TLSv1."), "\(third.output)")
        }
    }
}
