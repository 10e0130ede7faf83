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

    @Test("nothing can be proven: serving goes on, and `edge certs` says where the CA came to and what to do")
    func unprovable() async throws {
        let closed = Workshop.freePort()
        let pebble = try await pebble { options in
            options.httpPort = closed
            options.tlsPort = closed
        }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let edge = try await scene.start()
        _ = try await edge.child.line { $0.contains("no certificate yet") }
        let report = try await scene.certificate()
        #expect(report.state == "pending" && report.challenge == nil, "\(report)")
        let words = try #require(report.last_error)
        #expect(words.contains("could not connect to chat.test on port 443; open port 443"), "\(words)")
        #expect(try #require(report.renewal) >= Int(Date().timeIntervalSince1970) + 50)
        let stranger = try await scene.get("chat.test", trusting: scene.workshop.path("data/pki/local/root.crt"))
        #expect(stranger.output == "hello")
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

    @Test("what proved a name is begun with after a restart: port 80 is not tried in vain again")
    func learned() async throws {
        let closed = Workshop.freePort()
        let pebble = try await pebble { options in
            options.httpPort = closed
            options.validity = 20
        }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let first = try await scene.start()
        _ = try await first.child.line { $0.contains("a challenge failed, another is tried") }
        _ = try await first.child.line(where: ACMEScene.obtained("chat.test"))
        first.child.signal(SIGTERM)
        _ = await first.child.status()
        let second = try await scene.start()
        let line = try await second.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(line.contains(#""challenge":"tls-alpn-01""#), "\(line)")
        #expect(!second.child.output.contains("a challenge failed"))
    }

    @Test("a TXT record that takes its time is waited for where resolvers are named; one that never comes is said to be missing")
    func resolvers() async throws {
        let pebble = try await pebble()
        let hook = try scene.workshop.write(
            """
            #!/bin/sh
            echo "$1 $2" >> \(scene.workshop.path("hook.log"))
            [ "$1" = present ] && [ -e \(scene.workshop.path("works")) ] || exit 0
            (sleep 3; curl -s -d "{\\"host\\":\\"_acme-challenge.chat.test.\\",\\"value\\":\\"$3\\"}" \(pebble.dnsURL)/set-txt) \
                < /dev/null > /dev/null 2>&1 &

            """, to: "hook")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        let lines = ["dns exec \(hook)", "resolvers \(pebble.nameServer)", "dns_challenge_override_domain elsewhere.test"]
        try scene.write(
            ["chat.test"], directories: [pebble.directory], root: pebble.rootFile,
            site: ["tls {"] + lines + ["propagation_timeout 1s", "}"])
        let refused = try await scene.start()
        _ = try await refused.child.line {
            $0.contains("the TXT record of _acme-challenge.chat.test could not be seen within 1 s")
        }
        refused.child.signal(SIGTERM)
        _ = await refused.child.status()
        try scene.workshop.write("", to: "works")
        try scene.write(
            ["chat.test"], directories: [pebble.directory], root: pebble.rootFile,
            site: ["tls {"] + lines + ["propagation_timeout 30s", "}"])
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(!edge.child.output.contains("no certificate yet"))
        let calls = try String(contentsOfFile: scene.workshop.path("hook.log"), encoding: .utf8)
        #expect(calls.contains("present elsewhere.test.\n") && !calls.contains("_acme-challenge"), "\(calls)")
    }

    /// `EDGE_TEST_RENEWAL=180` is the long form: certificates of 60 s for three minutes.
    private static let renewalSeconds = ProcessInfo.processInfo.environment["EDGE_TEST_RENEWAL"].flatMap { Int($0) } ?? 24

    @Test("certificates of a minute and less are renewed while clients come all the time: none is shown an expired one")
    func renewal() async throws {
        let life = min(60, Self.renewalSeconds / 3)
        let pebble = try await pebble { $0.validity = life }
        try scene.write(["chat.test"], directories: [pebble.directory], root: pebble.rootFile)
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        let root = try await pebble.issuingRoot()
        let end = ContinuousClock.now + .seconds(Self.renewalSeconds)
        var handshakes = 0
        while ContinuousClock.now < end {
            let answer = try await scene.get("chat.test", trusting: root)
            #expect(answer.status == 0 && answer.output == "hello", "after \(handshakes): \(answer)")
            handshakes += 1
        }
        let obtained = edge.child.output.split(separator: "\n").count { $0.contains("a certificate was obtained") }
        // Renewed at half of its life; one moment later on a busy machine.
        #expect((3...12).contains(obtained), "\(obtained)")
        #expect(handshakes > 20)
        #expect(!edge.child.output.contains("no certificate yet"))
    }

    @Test("fifty names from Pebble: one account, one order each, and none after a restart")
    func fifty() async throws {
        let pebble = try await pebble()
        let names = (1...50).map { "n\($0).chat.test" }
        try scene.write(names, directories: [pebble.directory], root: pebble.rootFile)
        let edge = try await scene.start()
        for name in names { _ = try await edge.child.line(where: ACMEScene.obtained(name)) }
        let said = { (words: String) in pebble.output.split(separator: "\n").count { $0.contains(words) } }
        #expect(pebble.output.contains("There are now 1 accounts in memory"))
        #expect(!pebble.output.contains("There are now 2 accounts in memory"))
        #expect(said("Added order") == 50, "\(said("Added order"))")
        edge.child.signal(SIGTERM)
        _ = await edge.child.status()
        let again = try await scene.start()
        let root = try await pebble.issuingRoot()
        for name in ["n1.chat.test", "n50.chat.test"] {
            #expect(try await scene.get(name, trusting: root).output == "hello")
        }
        #expect(try await scene.certificates().allSatisfy { $0.state == "valid" })
        #expect(said("Added order") == 50)
        #expect(!again.child.output.contains("a certificate was obtained"))
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
