import Foundation
import Testing

/// The CAs of the other tests do what those rely on.
@Suite("The CAs of the tests", .serialized)
struct PebbleTests {
    private let workshop: Workshop

    init() async throws { workshop = try Workshop() }

    @Test("Pebble answers its directory over its root, is gone when killed, and comes back with another issuer")
    func pebble() async throws {
        let pebble = try await Pebble(in: workshop, .init(httpPort: Workshop.freePort(), tlsPort: Workshop.freePort()))
        #expect(try await pebble.get(pebble.directory).output.contains("newOrder"))
        let issuer = try String(contentsOfFile: await pebble.issuingRoot(), encoding: .utf8)
        #expect(issuer.hasPrefix("-----BEGIN CERTIFICATE-----"), "\(issuer)")
        await pebble.kill()
        #expect(try await pebble.get(pebble.directory).status == 7)
        try await pebble.start()
        #expect(try await pebble.get(pebble.directory).output.contains("newOrder"))
        #expect(try String(contentsOfFile: await pebble.issuingRoot(), encoding: .utf8) != issuer)
    }

    @Test("Pebble asks for an external account where it is told to")
    func external() async throws {
        var options = Pebble.Options(httpPort: Workshop.freePort(), tlsPort: Workshop.freePort())
        options.externalKeys = ["kid-1": "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"]
        let pebble = try await Pebble(in: workshop, options)
        #expect(try await pebble.get(pebble.directory).output.contains(#""externalAccountRequired": true"#))
    }

    @Test("the CA of our own tells renewal information and profiles, and fails as it is told, so often and no more")
    func own() async throws {
        let authority = try await TestCA(in: workshop)
        try await authority.tell(["profiles": ["shortlived": 518_400]])
        #expect(try await authority.get(authority.directory).output.contains("shortlived"))
        try await authority.tell(["fail": "directory", "how": "429", "type": "rateLimited", "retryAfter": 7])
        let refused = try await authority.get(authority.directory, ["--include"])
        #expect(refused.output.contains("429") && refused.output.contains("Retry-After: 7"), "\(refused.output)")
        #expect(refused.output.contains("urn:ietf:params:acme:error:rateLimited"), "\(refused.output)")
        try await authority.tell(["fail": "*", "how": "garbage", "times": 1])
        #expect(try await authority.get(authority.directory).output.contains("no {JSON"))
        try await authority.tell(["fail": "*", "how": "close"])
        #expect(try await authority.get(authority.directory).status == 52)
        #expect(try await authority.get(authority.directory).output.contains("renewalInfo"))
    }

    @Test("certbot gets a certificate from the CA of our own: it is a CA as RFC 8555 has it")
    func certbot() async throws {
        let root = workshop.path("root")
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        try workshop.write("http://chat.example.com {\n\tacme_webroot \(root)\n\trespond hello\n}\n", to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let authority = try await TestCA(in: workshop, httpPort: edge.http)
        let certbot = Certbot(in: workshop, directory: authority.directory, root: authority.rootFile)
        let result = try await certbot.certonly("chat.example.com", webroot: root)
        #expect(result.status == 0, "\(result.output)")
        let verified = try await Child.run(
            "/usr/bin/openssl", ["verify", "-CAfile", authority.issuerFile, certbot.lineage("chat.example.com") + "/cert.pem"])
        #expect(verified.status == 0, "\(verified.output)")
        #expect(authority.requests("finalize").contains { $0.contains("chat.example.com") })
    }
}
