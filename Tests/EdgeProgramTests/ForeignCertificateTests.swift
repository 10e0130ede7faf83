import Foundation
import Testing

/// Certificates that other programs obtain and renew.
@Suite("Other people's certificates")
struct ForeignCertificateTests {
    private let workshop: Workshop
    private static let hook = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../packaging/certbot/edge-deploy-hook.sh").standardized.path

    init() async throws { workshop = try Workshop() }

    /// The SHA-256 of the certificate that a new handshake is shown.
    private func shown(by edge: EdgeChild) async throws -> String {
        let script = """
            openssl s_client -connect 127.0.0.1:\(edge.https) -servername chat.example.com </dev/null 2>/dev/null \
            | openssl x509 -noout -fingerprint -sha256
            """
        return try await Child.run("/bin/sh", ["-c", script]).output
    }

    private func fingerprint(_ file: String) async throws -> String {
        try await Child.run("/usr/bin/openssl", ["x509", "-in", file, "-noout", "-fingerprint", "-sha256"]).output
    }

    @Test("renewed files are shown to new handshakes without a reload, and a pair that does not fit is told and left alone")
    func followed() async throws {
        try await workshop.makeCertificate(["chat.example.com"])
        try await workshop.makeCertificate(["chat.example.com"], prefix: "new-")
        try workshop.write(
            "chat.example.com {\n\ttls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))\n\trespond hello\n}\n",
            to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        #expect(try await shown(by: edge) == fingerprint(workshop.path("cert.pem")))
        let old = try await shown(by: edge)

        try replace("cert.pem", with: "new-cert.pem")
        let told = try await edge.child.line { $0.contains("the old certificate stays") }
        #expect(told.contains("this key does not belong to the certificate"), "\(told)")
        #expect(try await shown(by: edge) == old)

        try replace("key.pem", with: "new-key.pem")
        let renewed = try await edge.child.line { $0.contains("a new certificate is shown") }
        #expect(renewed.contains("chat.example.com"), "\(renewed)")
        #expect(try await shown(by: edge) == fingerprint(workshop.path("new-cert.pem")))
    }

    private func replace(_ name: String, with other: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: workshop.path(other)))
        try bytes.write(to: URL(fileURLWithPath: workshop.path(name)), options: .atomic)
    }

    @Test("acme.sh's folder in the home is found, and its RSA pair where there is no other", arguments: ["_ecc", ""])
    func acmeSh(suffix: String) async throws {
        let folder = ".acme.sh/chat.example.com\(suffix)/"
        try makeFolder(workshop.path(folder))
        try await workshop.makeCertificate(["chat.example.com"], prefix: folder)
        try move(folder + "cert.pem", folder + "fullchain.cer")
        try move(folder + "key.pem", folder + "chat.example.com.key")
        try workshop.write("chat.example.com {\n\ttls acme.sh\n\trespond hello\n}\n", to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        #expect(try await shown(by: edge) == fingerprint(workshop.path(folder + "fullchain.cer")))
    }

    @Test("certbot's deploy hook copies a lineage to where `tls certbot` finds it, for every name of the site")
    func deployHook() async throws {
        let lineage = try await makeLineage()
        let first = try await runHook(lineage)
        #expect(first.status == 0, "\(first.output)")
        let copy = workshop.path("data/certbot/chat.example.com")
        for file in ["fullchain.pem", "privkey.pem"] {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(copy)/\(file)")[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(file)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: copy).sorted() == ["fullchain.pem", "privkey.pem"])

        try workshop.write("www.example.com, chat.example.com {\n\ttls certbot\n\trespond hello\n}\n", to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        #expect(try await shown(by: edge) == fingerprint(lineage + "/fullchain.pem"))

        try await workshop.makeCertificate(["chat.example.com", "www.example.com"], prefix: "archive/")
        #expect(try await runHook(lineage).status == 0)
        _ = try await edge.child.line { $0.contains("a new certificate is shown") }
        #expect(try await shown(by: edge) == fingerprint(lineage + "/fullchain.pem"))
    }

    @Test("the hook writes as the owner of the edge's folder, so that a link in there leads root nowhere")
    func hookOwner() async throws {
        // Only root can give the folder to somebody else.
        guard geteuid() == 0 else { return }
        let lineage = try await makeLineage()
        let data = workshop.path("data")
        try #require(unsafe chown(data, 65_534, 65_534) == 0)
        #expect(try await runHook(lineage).status == 0)
        let key = "\(data)/certbot/chat.example.com/privkey.pem"
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.ownerAccountID] as? Int == 65_534)

        let precious = try workshop.write("precious", to: "precious")
        try #require(unsafe chmod(precious, 0o600) == 0)
        let trap = "\(data)/certbot/chat.example.com/.privkey.pem.new"
        try FileManager.default.createSymbolicLink(atPath: trap, withDestinationPath: precious)
        #expect(try await runHook(lineage).status != 0)
        #expect(try String(contentsOfFile: precious, encoding: .utf8) == "precious")
    }

    @Test("the hook says what is missing")
    func hookErrors() async throws {
        let lineage = try await makeLineage()
        let noFolder = try await Child.run(
            Self.hook, [], environment: ["RENEWED_LINEAGE": lineage, "EDGE_DATA": workshop.path("nowhere")])
        #expect(noFolder.status == 1)
        #expect(noFolder.output.contains("there is no folder \(workshop.path("nowhere"))"), "\(noFolder.output)")
        let noName = try await Child.run(Self.hook, [], environment: ["RENEWED_LINEAGE": ""])
        #expect(noName.status != 0 && noName.output.contains("name the certificate"), "\(noName.output)")
    }

    /// A lineage as certbot keeps it: links from `live` into `archive`.
    private func makeLineage() async throws -> String {
        let lineage = workshop.path("live/chat.example.com")
        try makeFolder(lineage)
        try makeFolder(workshop.path("archive"))
        try await workshop.makeCertificate(["chat.example.com", "www.example.com"], prefix: "archive/")
        for (link, file) in [("fullchain.pem", "cert.pem"), ("privkey.pem", "key.pem")] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(lineage)/\(link)", withDestinationPath: "../../archive/\(file)")
        }
        return lineage
    }

    private func runHook(_ lineage: String) async throws -> (status: Int32, output: String) {
        try await Child.run(
            Self.hook, [], environment: ["RENEWED_LINEAGE": lineage, "EDGE_DATA": workshop.path("data")])
    }

    private func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    private func move(_ name: String, _ other: String) throws {
        try FileManager.default.moveItem(atPath: workshop.path(name), toPath: workshop.path(other))
    }
}
