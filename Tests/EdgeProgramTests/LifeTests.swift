import Foundation
import Testing

/// Start, reload, stop: what an operator does, with what comes out.
@Suite("An edge's life")
struct LifeTests {
    private let workshop: Workshop

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
    }

    private func line(to port: Int, extra: String = "") -> String {
        """
        chat.example.com -> 127.0.0.1:\(port) {
        	tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))\(extra)
        }

        """
    }

    private func get(_ path: String, _ edge: EdgeChild, _ arguments: [String] = []) async throws -> String {
        try await workshop.curl(
            ["--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(edge.https):127.0.0.1"] + arguments
                + ["https://chat.example.com:\(edge.https)\(path)"]
        ).output
    }

    @Test("a flood of connections leaves descriptors to the control socket, to reloads, and to the runtime")
    func descriptorReserve() async throws {
        try workshop.write(line(to: 9), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"], descriptors: 100)
        let flood = (0..<200).map { _ in Workshop.connect(to: edge.https) }
        defer { for descriptor in flood { close(descriptor) } }
        _ = try await edge.child.line { $0.contains("accepting pauses") }
        for _ in 0..<3 {
            let reloaded = try await workshop.runEdge(["reload"])
            #expect(reloaded.status == 0, "\(reloaded.output)")
        }
    }

    @Test("a socket stays open across reloads until its upstream is taken away, and a reload takes effect at once")
    func reload() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.webSocket), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let socket = try await workshop.openSocket("/ws", at: edge)

        let extra = "\n\treverse_proxy /api/* 127.0.0.1:\(upstream.http)"
        try workshop.write(line(to: upstream.webSocket, extra: extra), to: "Edgefile")
        let reloaded = try await workshop.runEdge(["reload"])
        #expect(reloaded.status == 0, "\(reloaded.output)")
        #expect(try await get("/api/now-http", edge).contains("/api/now-http"))
        for round in 1...3 {
            edge.child.signal(round == 2 ? SIGUSR1 : SIGHUP)
            _ = try await workshop.runEdge(["reload"])
            try socket.write("still here \(round)")
            _ = try await socket.line { $0 == "still here \(round)" }
        }
        // A file in which nothing leads to the socket's upstream any more.
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        _ = try await workshop.runEdge(["reload"])
        _ = try await socket.line { $0.contains("1012") && $0.contains("the server's configuration has changed") }
        #expect(try await get("/now-http", edge).contains("/now-http"))
    }

    @Test("reloads leave memory and descriptors where they were")
    func reloadsKeepNothing() async throws {
        try workshop.write(line(to: 9) + "two.internal {\n\trespond \"two\"\n}\n", to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        // What is made once, and what allocators keep for the next time, is there by then.
        for _ in 0..<60 { _ = try await workshop.runEdge(["reload"]) }
        let descriptors = try edge.descriptors
        // A KiB for each reload would be a leak. An allocator may take some pages once; a leak takes them every time.
        var growth: [Double] = []
        repeat {
            let before = edge.heldMemory
            for _ in 0..<200 {
                let reloaded = try await workshop.runEdge(["reload"])
                #expect(reloaded.status == 0, "\(reloaded.output)")
            }
            growth.append(edge.heldMemory - before)
        } while growth.count < 3 && growth.allSatisfy { $0 >= 200.0 / 1024 }
        #expect(growth.contains { $0 < 200.0 / 1024 }, "MiB: \(growth)")
        #expect(try edge.descriptors <= descriptors + 1)
    }

    @Test("a bad file leaves the running configuration alone and says why")
    func badReload() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        try workshop.write("chat.example.com -> localhost:8080 {\n\tmax_bdy 1MiB\n\ttls nowhere.pem\n}\n", to: "Edgefile")
        let reloaded = try await workshop.runEdge(["reload"])
        #expect(reloaded.status == 1)
        #expect(reloaded.output.contains("Edgefile:2:2: error:"), "\(reloaded.output)")
        #expect(reloaded.output.contains("max_body"))
        #expect(reloaded.output.contains("Edgefile:3:"), "all errors in one go: \(reloaded.output)")
        #expect(try await get("/still", edge).contains("/still"))
    }

    @Test("TERM lets a request in flight finish, then ends with 0")
    func drain() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        async let slow = get("/slow", edge, ["-w", " %{http_code}"])
        _ = try await upstream.child.line { $0 == "slow began" }
        edge.child.signal(SIGTERM)
        #expect(try await slow == "slow 200")
        #expect(await edge.child.status() == 0)
    }

    @Test("`edge stop` stops it, `edge status` tells of it, and says so when there is none")
    func control() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        #expect(try await workshop.runEdge(["status", "--check"]).status == 1)
        let edge = try await workshop.startEdge(["run", "--workers", "1"])
        #expect(try await workshop.runEdge(["status", "--check"]).status == 0)
        let status = try await workshop.runEdge(["status"])
        #expect(status.output.contains("chat.example.com"), "\(status.output)")
        let json = try await workshop.runEdge(["status", "--json"])
        let decoded = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect(decoded?["pid"] as? Int == Int(edge.child.identifier))
        #expect(try await workshop.runEdge(["stop"]).status == 0)
        #expect(await edge.child.status() == 0)
        let none = try await workshop.runEdge(["status"])
        #expect(none.status == 1)
        #expect(none.output.contains(workshop.path("edge.sock")), "says where it looked: \(none.output)")
    }

    @Test("its data folder is made at the first start, with the control socket in it, for nobody else")
    func dataFolder() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        let place = ["--data", workshop.path("new/data"), "--control", workshop.path("new/data/edge.sock")]
        let edge = try await workshop.startEdge(["run"] + place)
        #expect(try await workshop.runEdge(["status", "--check"] + place).status == 0)
        for (name, mode) in [("new/data", 0o700), ("new/data/edge.sock", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: workshop.path(name))
            #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
        }
        edge.child.signal(SIGTERM)
        #expect(await edge.child.status() == 0)
    }

    @Test("a second TERM ends it at once, with 2")
    func force() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        async let stuck = get("/stuck", edge)
        _ = try await upstream.child.line { $0 == "stuck began" }
        edge.child.signal(SIGTERM)
        _ = try await edge.child.line { $0.contains("told to stop") }
        let left = try await edge.child.line { $0.contains(#""message":"draining""#) }
        #expect(left.contains(#""connections":"1""#) && left.contains(#""left":"1"#), "\(left)")
        edge.child.signal(SIGTERM)
        #expect(await edge.child.status() == 2)
        _ = try await stuck
    }

    @Test("a stop tells an open socket 1012, and ends with 0 when it has answered")
    func goodbye() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.webSocket), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let socket = try await workshop.openSocket("/ws", at: edge)
        try socket.write("hello")
        _ = try await socket.line { $0 == "hello" }
        #expect(try await workshop.runEdge(["stop"]).status == 0)
        #expect(await edge.child.status() == 0)
        _ = try await socket.line { $0.contains("1012") && $0.contains("the server restarts") }
    }

    @Test("a taken port is exit 1, and says what to do")
    func takenPort() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let second = try await workshop.runEdge(["run", "--https-port", "\(edge.https)", "--http-port", "\(edge.http)"])
        #expect(second.status == 1)
        #expect(second.output.contains("another program listens there"), "\(second.output)")
    }

    @Test("every kind of unusable certificate is an error of its own at start")
    func certificates() async throws {
        try await workshop.makeCertificate(["other.example.com"], prefix: "other-")
        let key = workshop.path("key.pem")
        _ = try await Child.run(
            "/usr/bin/openssl", ["ec", "-in", key, "-aes128", "-passout", "pass:x", "-out", workshop.path("locked.pem")])
        let cases = [
            ("cert.pem", "other-key.pem", "does not belong"), ("missing.pem", "key.pem", "no such file"),
            ("key.pem", "key.pem", "no PEM certificate"), ("cert.pem", "cert.pem", "no PEM private key"),
            ("cert.pem", "locked.pem", "encrypted"),
        ]
        for (certificate, key, words) in cases {
            try workshop.write(
                "chat.example.com -> localhost:8080 {\n\ttls \(workshop.path(certificate)) \(workshop.path(key))\n}\n",
                to: "Edgefile")
            let result = try await workshop.runEdge(["validate"])
            #expect(result.status == 1)
            #expect(result.output.contains(words), "\(certificate) \(key): \(result.output)")
            #expect(result.output.contains("Edgefile:2:"), "\(result.output)")
        }
    }

    @Test("out of descriptors it neither spins nor ends, and goes on when there are some again")
    func descriptors() async throws {
        let upstream = try await workshop.startUpstream()
        try workshop.write(line(to: upstream.http), to: "Edgefile")
        let edge = try await workshop.startEdge(["run", "--workers", "1"], descriptors: 48)
        var clients: [Int32] = []
        for _ in 0..<100 { clients.append(Workshop.connect(to: edge.https)) }
        _ = try await edge.child.line { $0.contains("accepting pauses") }
        // The one wait for time: to see that nothing happens in it.
        let before = edge.processorTime
        try await Task.sleep(for: .seconds(1))
        #expect(edge.processorTime - before < 0.2, "it spins")
        for client in clients { close(client) }
        #expect(try await get("/after", edge).contains("/after"))
    }

    @Test("the access log has a line for each request, with no secret in it, and goes on in a new file after USR2")
    func accessLog() async throws {
        let upstream = try await workshop.startUpstream()
        let log = workshop.path("access.log")
        try workshop.write(line(to: upstream.http, extra: "\n\tlog {\n\t\toutput file \(log)\n\t}"), to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        _ = try await get("/api/webhooks/execute/topsecret?token=alsosecret&page=2", edge, ["-H", "Authorization: Bearer no"])
        let entry = try await firstLine(of: log)
        #expect(entry["method"] as? String == "GET")
        #expect(entry["status"] as? Int == 200)
        #expect(entry["client"] as? String == "127.0.0.1")
        #expect(entry["path"] as? String == "/api/webhooks/execute/[redacted]?token=[redacted]&page=2")
        #expect(entry["upstream"] as? String == "127.0.0.1:\(upstream.http)")

        try FileManager.default.moveItem(atPath: log, toPath: log + ".1")
        edge.child.signal(SIGUSR2)
        _ = try await edge.child.line { $0.contains("logs opened again") }
        _ = try await get("/invite/hush", edge)
        #expect(try await firstLine(of: log)["path"] as? String == "/invite/[redacted]")
        let old = try String(contentsOfFile: log + ".1", encoding: .utf8)
        #expect(!old.contains("secret") && !old.contains("Bearer"))
    }

    /// Log lines are written behind the answer.
    private func firstLine(of path: String) async throws -> [String: Any] {
        for _ in 0..<500 {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            if let end = text.firstIndex(of: "\n") {
                return try JSONSerialization.jsonObject(with: Data(text[..<end].utf8)) as? [String: Any] ?? [:]
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return [:]
    }
}
