import Foundation
import Testing

/// The seed of it all: certbot in front of a chat, with the edge in nginx's place.
@Suite("certbot behind the edge", .serialized)
struct CertbotTests {
    private let workshop: Workshop

    init() async throws { workshop = try Workshop() }

    private func write(tls: String, webroot: String) throws {
        try workshop.write(
            "chat.example.com {\n\tacme_webroot \(webroot)\n\ttls \(tls)\n\trespond hello\n}\n", to: "Edgefile")
    }

    /// What a client that believes Pebble alone is answered.
    private func get(_ edge: EdgeChild, _ root: String) async throws -> (status: Int32, output: String) {
        try await workshop.curl([
            "--cacert", root, "--resolve", "chat.example.com:\(edge.https):127.0.0.1",
            "https://chat.example.com:\(edge.https)/",
        ])
    }

    @Test("certbot --webroot gets a certificate through the edge, and what it renews is shown without a reload")
    func webroot() async throws {
        let webroot = workshop.path("webroot")
        try FileManager.default.createDirectory(atPath: webroot, withIntermediateDirectories: true)
        try write(tls: "internal", webroot: webroot)
        let edge = try await workshop.startEdge(["run"])
        let pebble = try await Pebble(in: workshop, .init(httpPort: edge.http, tlsPort: edge.https))
        let certbot = Certbot(in: workshop, directory: pebble.directory, root: pebble.rootFile)
        let first = try await certbot.certonly("chat.example.com", webroot: webroot)
        try #require(first.status == 0, "\(first.output)")

        let lineage = certbot.lineage("chat.example.com")
        try write(tls: "\(lineage)/fullchain.pem \(lineage)/privkey.pem", webroot: webroot)
        let reloaded = try await workshop.runEdge(["reload"])
        try #require(reloaded.status == 0, "\(reloaded.output)")
        #expect(try await get(edge, pebble.issuingRoot()).output == "hello")

        // Pebble's issuer is another one after its restart: what it has not signed would not be believed.
        await pebble.kill()
        try await pebble.start()
        try FileManager.default.removeItem(atPath: workshop.path("certbot/accounts"))
        let renewal = workshop.path("certbot/renewal/chat.example.com.conf")
        let settings = try String(contentsOfFile: renewal, encoding: .utf8)
        try settings.split(separator: "\n").filter { !$0.hasPrefix("account") }.joined(separator: "\n")
            .write(toFile: renewal, atomically: true, encoding: .utf8)
        let renewed = try await certbot.renew()
        try #require(renewed.status == 0, "\(renewed.output)")
        _ = try await edge.child.line { $0.contains("a new certificate is shown") }
        let answer = try await get(edge, pebble.issuingRoot())
        #expect(answer.status == 0 && answer.output == "hello", "\(answer.output)")
    }
}
