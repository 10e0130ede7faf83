import Foundation
import Testing

/// `edge demo` as someone without a chat server tries it.
@Suite("The demo", .serialized)
struct DemoTests {
    private let workshop: Workshop
    private let edge: EdgeChild

    init() async throws {
        workshop = try Workshop()
        edge = try await workshop.startEdge(["demo"])
    }

    private func curl(_ path: String, _ arguments: [String] = []) async throws -> (status: Int32, output: String) {
        try await workshop.curl(
            ["--cacert", workshop.path("data/pki/local/root.crt")] + arguments
                + ["https://localhost:\(edge.https)\(path)"])
    }

    @Test("two tabs of Chromium exchange messages and a file, over the trusted local root, without a warning")
    func twoTabs() async throws {
        let trusted = try await workshop.runEdge(["trust", "--browsers-only"])
        #expect(trusted.status == 0, "\(trusted.output)")
        let tabs = try await Child.run(
            Workshop.python,
            [Workshop.clients + "two_tabs.py", "https://localhost:\(edge.https)/", workshop.folder])
        #expect(tabs.output.hasSuffix("ok"), "\(tabs.output)")
    }

    @Test("a browser that does not trust the root shows no page")
    func untrusted() async throws {
        let tabs = try await Child.run(
            Workshop.python,
            [Workshop.clients + "two_tabs.py", "https://localhost:\(edge.https)/", workshop.folder])
        #expect(tabs.output.contains("ERR_CERT_AUTHORITY_INVALID"), "\(tabs.output)")
    }

    @Test("health is told in Chatalot's shape")
    func health() async throws {
        let result = try await curl("/api/health")
        #expect(result.output.contains(#""status":"ok""#))
        #expect(result.output.contains(#""db_healthy":true"#))
    }

    @Test("a file of 100 MiB goes up and comes back")
    func files() async throws {
        let file = workshop.path("file")
        #expect(try await Child.run("/bin/sh", ["-c", "head -c 104857600 /dev/urandom > \(file)"]).status == 0)
        let uploaded = try await curl("/api/files/upload?name=big%20file.bin", ["-X", "POST", "-T", file])
        #expect(uploaded.output.contains(#""name":"big file.bin""#), "\(uploaded.output)")
        let id = try #require(uploaded.output.firstMatch(of: /"id":"(\d+)"/)).1
        #expect(try await curl("/api/files/\(id)", ["-o", workshop.path("back")]).status == 0)
        #expect(try await Child.run("/usr/bin/cmp", [file, workshop.path("back")]).status == 0)
        #expect(edge.peakMemory < 64, "peak memory was \(edge.peakMemory) MiB")
    }

    @Test("what is not there is 404 in the chat's error shape")
    func missing() async throws {
        let result = try await curl("/api/nothing", ["-w", "%{http_code}"])
        #expect(result.output.contains(#""code":"not_found""#))
        #expect(result.output.hasSuffix("404"))
    }

    @Test("plain HTTP leads to it")
    func redirect() async throws {
        let result = try await workshop.curl([
            "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "http://localhost:\(edge.http)/x",
        ])
        #expect(result.output == "308 https://localhost:\(edge.https)/x")
    }
}
