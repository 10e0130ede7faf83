import EdgeCore
import FoundationEssentials
import TestSupport
import Testing

@testable import edge

/// Files as people write them for chats and small sites, in Caddy's words: each loads, and does what its comments say.
@Suite("Caddyfiles as people write them")
struct CaddyfileTests {
    static let folder = GoldenFile.path(of: "Caddyfiles")
    static let names = GoldenFile.names(folder, ending: ".caddyfile")

    @Test("are at least thirty") func enough() { #expect(Self.names.count >= 30) }

    @Test("load and behave", arguments: names)
    func behave(name: String) async throws {
        let bytes = FileManager.default.contents(atPath: "\(Self.folder)/\(name).caddyfile") ?? Data()
        let file = String(decoding: bytes, as: UTF8.self)
        let questions = Question.all(in: file)
        #expect(!questions.isEmpty)
        let (upstream, folder) = (Planning.echo(), try SiteFolder())
        let text = file.replacing("localhost:8080", with: "127.0.0.1:\(upstream.port)").replacing("/srv/www", with: folder.site)
        let isEncrypted = try Planning.plan(text).server.sites.contains { site in site.listeners.contains { $0.port == 443 } }
        // What is served over TLS is asked without it: certificates have tests of their own.
        try await Planning.serve(text, port: isEncrypted ? 443 : 80) { edge in
            for question in questions { question.ask(edge) }
        }
        withExtendedLifetime((upstream, folder)) {}
    }
}
