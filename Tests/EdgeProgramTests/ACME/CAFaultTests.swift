import Foundation
import Testing

/// What a CA may do to an edge, and what edges may do to each other and to a CA.
@Suite("Certificates in spite of it all", .serialized)
struct CAFaultTests {
    private let scene: ACMEScene
    private let authority: TestCA

    init() async throws {
        scene = try ACMEScene()
        authority = try await TestCA(in: scene.workshop)
    }

    private func write(_ sites: [String] = ["chat.test"], before directories: [String] = [], global: [String] = []) throws {
        try scene.write(
            sites, directories: directories + [authority.directory], root: authority.rootFile, global: global)
    }

    private func get(_ host: String = "chat.test", at port: Int? = nil) async throws -> (status: Int32, output: String) {
        try await scene.get(host, trusting: authority.issuerFile, at: port)
    }

    /// How often a step has gone well.
    private func count(_ step: String) -> Int { authority.requests(step).count { $0.contains(#""status": 20"#) } }

    // MARK: Renewal

    @Test("certificates of seconds are renewed in time by replacing, though the CA forgets accounts, fails, and throttles")
    func renewal() async throws {
        try await authority.tell(["lifetime": 10, "backdate": 3600])
        try write()
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        try await authority.tell(["forget": true])
        for (how, type) in [("garbage", ""), ("close", ""), ("500", "serverInternal"), ("400", "badNonce")] {
            try await authority.tell(["fail": "newOrder", "how": how, "type": type])
        }
        let end = ContinuousClock.now + .seconds(13)
        while ContinuousClock.now < end {
            let answer = try await get()
            #expect(answer.status == 0 && answer.output == "hello", "\(answer)")
            try await Task.sleep(for: .milliseconds(200))
        }
        let orders = authority.requests("newOrder").filter { $0.contains(#""status": 201"#) }
        // This CA wishes for the next one as soon as it has signed: often, and not in a loop.
        #expect((3...16).contains(orders.count), "\(orders)")
        #expect(orders.dropFirst().allSatisfy { $0.contains("replaces") }, "\(orders)")
        #expect(count("newAccount") == 2)
        let failures = edge.child.output.split(separator: "\n").filter { $0.contains("no certificate yet") }
        for words in ["something that is not ACME", "could not be reached", "trouble of its own"] {
            #expect(failures.contains { $0.contains(words) }, "\(words): \(failures)")
        }
        #expect(try await scene.certificate().last_error == nil)
    }

    // MARK: Faults

    @Test(
        "whatever the CA does, serving goes on and `edge certs` says what is wrong and when it is tried again",
        arguments: [
            ("directory", "garbage", 0, "is no ACME directory"), ("newOrder", "429", 300, "limit on requests"),
            ("newAccount", "500", 0, "trouble of its own"), ("finalize", "close", 0, "could not be reached"),
        ])
    func fault(step: String, how: String, retryAfter: Int, words: String) async throws {
        let type = how == "429" ? "rateLimited" : "serverInternal"
        try await authority.tell(
            ["fail": step, "how": how, "type": type, "times": 9].merging(retryAfter > 0 ? ["retryAfter": retryAfter] : [:]) { $1 })
        try write()
        let edge = try await scene.start()
        _ = try await edge.child.line { $0.contains("no certificate yet") }
        let report = try await scene.certificate()
        #expect(report.state == "pending" && report.last_error?.contains(words) == true, "\(report)")
        let wait = try #require(report.renewal) - Int(Date().timeIntervalSince1970)
        #expect((max(60, retryAfter) - 10...max(60, retryAfter)).contains(wait), "\(wait)")
        let stranger = try await scene.get("chat.test", trusting: scene.workshop.path("data/pki/local/root.crt"))
        #expect(stranger.output == "hello")
        let table = try await scene.workshop.runEdge(["certs"]).output
        #expect(table.contains("the next attempt is in"), "\(table)")
    }

    private static let canMount: @Sendable () async throws -> Bool = {
        try await Child.run("/usr/bin/unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status == 0
    }

    @Test(
        "on a full disk serving goes on with what is there, the reason is told, and with room again the certificate is renewed",
        .enabled("mount namespaces are not allowed here", canMount))
    func fullDisk() async throws {
        try await authority.tell(["lifetime": 60, "backdate": 3600])
        try write()
        let edge = try await scene.workshop.startEdge(["run", "--workers", "1"], ports: scene.ports, disk: "256k")
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        let data = "/proc/\(edge.child.identifier)/root" + scene.workshop.path("data")
        // It is shown before it is kept.
        while try await Child.run("/usr/bin/find", [data + "/certificates", "-name", "meta.json"]).output.isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        let filled = try await Child.run("/bin/dd", ["if=/dev/zero", "of=\(data)/filler", "bs=4k"])
        #expect(filled.status != 0 && filled.output.contains("No space left"), "\(filled.output)")
        _ = try await edge.child.line { $0.contains("the disk is full") }
        let report = try await scene.certificate()
        #expect(report.last_error?.contains("the disk is full") == true, "\(report)")
        #expect(try await get().output == "hello")
        try await checkPair(data)
        #expect(try await Child.run("/bin/rm", [data + "/filler"]).status == 0)
        for _ in 0..<300 where try await scene.certificate().last_error != nil { try await Task.sleep(for: .milliseconds(100)) }
        let renewed = try await scene.certificate()
        #expect(renewed.last_error == nil, "\(renewed)")
        #expect(try #require(renewed.not_after) > #require(report.not_after))
        try await checkPair(data)
        #expect(try await get().output == "hello")
    }

    /// The certificate on the disk is whole, and so is its key.
    private func checkPair(_ data: String) async throws {
        let folders = try await Child.run("/usr/bin/find", [data + "/certificates", "-name", "cert.pem"]).output.split(separator: "\n")
        let folder = try #require(folders.first).dropLast("/cert.pem".count)
        let certificate = try await Child.run("/usr/bin/openssl", ["x509", "-in", folder + "/cert.pem", "-noout", "-pubkey"])
        var keys: [String] = []
        for name in ["key.pem", "next.pem"] {
            keys.append(try await Child.run("/usr/bin/openssl", ["pkey", "-in", folder + "/" + name, "-pubout"]).output)
        }
        #expect(certificate.status == 0 && keys.contains(certificate.output), "\(certificate.output) \(keys)")
    }

    @Test("a CA that takes its time is waited for")
    func slow() async throws {
        try await authority.tell(["fail": "newOrder", "how": "slow", "seconds": 2])
        try write()
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(!edge.child.output.contains("no certificate yet"))
    }

    @Test("the second CA signs when nothing answers at the first")
    func second() async throws {
        try write(before: ["https://127.0.0.1:\(Workshop.freePort())/directory"])
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(try await get().output == "hello")
    }

    // MARK: Several edges, several lives

    @Test("two edges on one folder: one account, one order, both show its certificate")
    func twins() async throws {
        try write()
        async let first = scene.start()
        let ports = (https: Workshop.freePort(), http: Workshop.freePort())
        async let second = scene.workshop.startEdge(
            ["run", "--workers", "1", "--control", scene.workshop.path("second.sock")], ports: ports)
        for edge in try await [first, second] {
            _ = try await edge.child.line {
                $0.contains("a certificate was obtained") || $0.contains("a certificate that another edge obtained is served")
            }
            #expect(try await get(at: edge.https).output == "hello")
        }
        #expect(count("newOrder") == 1 && count("newAccount") == 1)
    }

    @Test("killed in the middle of an order, wherever that is, it begins again with the same account", arguments: [
        "newAccount", "newOrder", "challenge", "finalize", "cert",
    ])
    func killed(step: String) async throws {
        try await authority.tell(["fail": step, "how": "silence"])
        try write()
        let edge = try await scene.start()
        _ = try await authority.request(step)
        edge.child.signal(SIGKILL)
        _ = await edge.child.status()
        let again = try await scene.start()
        _ = try await again.child.line(where: ACMEScene.obtained("chat.test"))
        #expect(try await get().output == "hello")
        #expect(count("newAccount") == 1)
    }

    @Test("an edge that hands over gives its orders up; its successor obtains the certificate while it still drains")
    func upgrade() async throws {
        let upstream = try await scene.workshop.startUpstream()
        try await authority.tell(["fail": "finalize", "how": "silence"])
        try scene.write(
            ["chat.test"], directories: [authority.directory], root: authority.rootFile,
            site: ["reverse_proxy 127.0.0.1:\(upstream.http)"], answer: [])
        let edge = try await scene.start()
        _ = try await authority.request("finalize")
        // An upload of minutes: the old edge drains for as long as it may.
        try scene.workshop.write(String(repeating: "x", count: 200_000), to: "upload")
        let upload = try scene.workshop.start(
            "/usr/bin/curl",
            [
                "--silent", "--http1.1", "--limit-rate", "2k", "--data-binary", "@upload", "--cacert",
                scene.workshop.path("data/pki/local/root.crt"), "--connect-to", "::127.0.0.1:\(edge.https)",
                "https://chat.test:\(edge.https)/upload",
            ])
        try await Task.sleep(for: .milliseconds(500))
        let result = try await scene.workshop.runEdge(["upgrade"])
        try #require(result.status == 0, "\(result.output)")
        let words = result.output.split(separator: " ")
        if let index = words.firstIndex(of: "process"), let successor = Int32(words[index + 1]) { scene.workshop.end(successor) }
        let begin = ContinuousClock.now
        while try await scene.certificate().state != "valid" { try await Task.sleep(for: .milliseconds(100)) }
        #expect(begin.duration(to: .now) < .seconds(10))
        #expect(kill(edge.child.identifier, 0) == 0, "it drains no more, so nothing has been tried")
        #expect(try await get().status == 0)
        // The successor writes to the same place.
        let lines = edge.child.output.split(separator: "\n")
        #expect(lines.count { $0.contains("a certificate was obtained") } == 1)
        #expect(!lines.contains { $0.contains("no certificate yet") })
        upload.signal(SIGKILL)
        #expect(try await scene.workshop.runEdge(["stop"]).status == 0)
    }

    // MARK: Kinds and numbers

    @Test("an address gets a certificate of its own, of the profile that was asked for, shown without SNI")
    func address() async throws {
        try await authority.tell(["profiles": ["shortlived": 518_400]])
        let issuer = "issuer acme {\ndir \(authority.directory)\ntrusted_roots \(authority.rootFile)\nprofile shortlived\n}"
        try scene.write(
            ["203.0.113.9"], directories: [authority.directory], root: authority.rootFile, site: ["tls {", issuer, "}"])
        let edge = try await scene.start()
        _ = try await edge.child.line(where: ACMEScene.obtained("203.0.113.9"))
        #expect(try await get("203.0.113.9").output == "hello")
        #expect(authority.requests("newOrder").allSatisfy { $0.contains(#""profile": "shortlived""#) })
        let left = try #require(try await scene.certificate().not_after) - Int(Date().timeIntervalSince1970)
        #expect((518_000...518_400).contains(left))
    }

    @Test("fifty names: one account, at most ten orders at once, and none after a restart")
    func fifty() async throws {
        let names = (1...50).map { "n\($0).chat.test" }
        try write(names)
        let begin = ContinuousClock.now
        let edge = try await scene.start()
        for name in names { _ = try await edge.child.line(where: ACMEScene.obtained(name)) }
        #expect(begin.duration(to: .now) < .seconds(60))
        #expect(count("newAccount") == 1 && count("newOrder") == 50)
        #expect(mostAtOnce <= 10, "\(mostAtOnce)")
        edge.child.signal(SIGTERM)
        _ = await edge.child.status()
        let again = try await scene.start()
        #expect(try await get("n50.chat.test").output == "hello")
        #expect(!again.child.output.contains("a certificate was obtained"))
        #expect(try await scene.certificates().allSatisfy { $0.state == "valid" })
        #expect(count("newOrder") == 50)
    }

    /// Orders begun and not yet fetched, at the worst moment.
    private var mostAtOnce: Int {
        var (open, most) = (0, 0)
        for line in authority.output.split(separator: "\n") {
            if line.hasPrefix(#"{"step": "newOrder", "status": 201"#) { open += 1 }
            if line.hasPrefix(#"{"step": "cert", "status": 200"#) { open -= 1 }
            most = max(most, open)
        }
        return most
    }
}
