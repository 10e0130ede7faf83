import EdgeCore
import Testing

@testable import EdgeTLS

@Suite("The look at a name before a CA is asked")
struct PreflightTests {
    private final class Nowhere: ChallengePublishing {
        func publishChallenges(_ answers: [String: String]) async {}
    }

    private func look(at name: String, http: Int, tls: Int, shows: Bool = true) async throws -> Preflight.Report {
        let preflight = Preflight(
            http: try ControlClient(roots: nil), executor: BlockingExecutor(), board: HTTPChallengeBoard(Nowhere()), port: http,
            tlsPort: tls, showsCertificate: shows)
        return await preflight.look(at: name)
    }

    @Test("ports where nothing answers are named, each with the address and the record that leads there")
    func closed() async throws {
        // Nobody listens on these two of the reserved range.
        let report = try await look(at: "127.0.0.1", http: 1, tls: 2)
        #expect(report.isPort80Blocked && report.isPort443Blocked)
        #expect(report.facts?.contains("nothing answers at 127.0.0.1 (A record) port 1") == true, "\(report)")
        #expect(report.facts?.contains("nothing answers at 127.0.0.1 (A record) port 2") == true, "\(report)")
        let stray = try await look(at: "::1", http: 1, tls: 2)
        #expect(stray.facts?.contains("at ::1 (AAAA record) port 1") == true, "\(stray)")
    }

    @Test("a handshake that is refused on purpose is no closed port; a name without an address is said to have none")
    func silent() async throws {
        let report = try await look(at: "127.0.0.1", http: 1, tls: 2, shows: false)
        #expect(report.isPort80Blocked && !report.isPort443Blocked)
        #expect(report.facts?.contains("port 2") == false)
        #expect(try await look(at: "none.invalid", http: 1, tls: 2).facts == "none.invalid has no address here")
        #expect(try await look(at: "*.chat.test", http: 1, tls: 2) == Preflight.Report())
    }
}
