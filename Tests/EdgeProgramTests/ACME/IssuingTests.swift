import Foundation
import Testing

/// The one line of the seed, with Pebble in Let's Encrypt's place.
@Suite("Certificates from Pebble", .serialized)
struct IssuingTests {
    private let scene: ACMEScene

    init() throws { scene = try ACMEScene() }

    private func pebble(_ change: (inout Pebble.Options) -> Void = { _ in }) async throws -> Pebble {
        var options = Pebble.Options(httpPort: scene.ports.http, tlsPort: scene.ports.https)
        change(&options)
        return try await Pebble(in: scene.workshop, options)
    }

    @Test("the first request is answered with the CA's certificate within 10 s of the start; a restart orders none")
    func http() async throws {
        let pebble = try await pebble { $0.isStrict = true }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let begin = ContinuousClock.now
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        let root = try await pebble.issuingRoot()
        #expect(try await scene.get("chat.test", trusting: root).output == "hello")
        #expect(begin.duration(to: .now) < .seconds(10))
        let report = try await scene.certificate()
        #expect(report.names == ["chat.test"] && report.source == "acme" && report.state == "valid")
        #expect(report.challenge == "http-01" && report.last_error == nil)
        #expect(try #require(report.renewal) < #require(report.not_after))
        let table = try await scene.workshop.runEdge(["certs"]).output
        #expect(table.contains("chat.test") && table.contains("NEXT RENEWAL") && table.contains("(in "), "\(table)")

        edge.child.signal(SIGKILL)
        _ = await edge.child.status()
        let again = try await scene.start()
        #expect(try await scene.get("chat.test", trusting: root).output == "hello")
        #expect(!again.child.output.contains("a certificate was obtained"))
        #expect(try await scene.certificate().not_after == report.not_after)
    }

    @Test("port 80 closed: TLS-ALPN-01 is tried, works, and is said in the log")
    func tls() async throws {
        let closed = Workshop.freePort()
        let pebble = try await pebble { $0.httpPort = closed }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let edge = try await scene.start()
        let warning = try await edge.child.line { $0.contains("a challenge failed, another is tried") }
        #expect(warning.contains("port 80") && warning.contains(#""next":"tls-alpn-01""#), "\(warning)")
        let line = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(line.contains(#""challenge":"tls-alpn-01""#), "\(line)")
        #expect(try await scene.get("chat.test", trusting: pebble.issuingRoot()).output == "hello")
        #expect(try await scene.certificate().challenge == "tls-alpn-01")
    }

    @Test("a wildcard is proven by a TXT record that the hook makes and takes away")
    func wildcard() async throws {
        let pebble = try await pebble()
        let hook = try scene.workshop.write(
            """
            #!/bin/sh
            echo "$1 $2" >> \(scene.workshop.path("hook.log"))
            case "$1" in
            present) what=set-txt ;;
            *) what=clear-txt ;;
            esac
            exec curl -s -d "{\\"host\\":\\"$2\\",\\"value\\":\\"$3\\"}" \(pebble.dnsURL)/$what

            """, to: "hook")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try scene.write(
            ["*.chat.test"], directories: [pebble.directory], root: pebble.rootFile, site: ["tls {", "dns exec \(hook)", "}"])
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("*.chat.test"))
        #expect(try await scene.get("any.chat.test", trusting: pebble.issuingRoot()).output == "hello")
        let calls = try String(contentsOfFile: scene.workshop.path("hook.log"), encoding: .utf8)
        #expect(calls == "present _acme-challenge.chat.test.\ncleanup _acme-challenge.chat.test.\n")
    }

    @Test("an account is bound to the customer's own, and without the key the error says what to write")
    func external() async throws {
        let key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"
        let pebble = try await pebble { $0.externalKeys = ["kid-1": key] }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let refused = try await scene.start()
        _ = try await refused.child.line { $0.contains("no certificate yet") && $0.contains("acme_eab") }
        #expect(try await scene.certificate().last_error?.contains("acme_eab") == true)
        refused.child.signal(SIGTERM)
        _ = await refused.child.status()
        try scene.write(
            ["chat.test"], directories: [pebble.directory], root: pebble.rootFile, global: ["acme_eab kid-1 \(key)"])
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
    }

    @Test("keys are of the kind that was asked for, and of another one once the configuration says so")
    func keys() async throws {
        let pebble = try await pebble { $0.validity = 6 }
        for (kind, words) in [("p384", "NIST CURVE: P-384"), ("rsa2048", "2048 bit")] {
            try scene.write(
                ["chat.test"], directories: [pebble.directory], root: pebble.rootFile, global: ["key_type \(kind)"])
            let edge = try await scene.start()
            _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
            #expect(try await scene.get("chat.test", trusting: pebble.issuingRoot()).output == "hello")
            let file = scene.workshop.path("data/certificates/localhost:\(pebble.port)-dir/chat.test/key.pem")
            #expect(try await Child.run("/usr/bin/openssl", ["pkey", "-in", file, "-noout", "-text"]).output.contains(words))
            edge.child.signal(SIGTERM)
            _ = await edge.child.status()
        }
    }

    @Test("every second nonce is rejected, and the certificate comes all the same")
    func nonces() async throws {
        let pebble = try await pebble { $0.rejectedNonces = 50 }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(try await scene.get("chat.test", trusting: pebble.issuingRoot()).output == "hello")
    }
}
