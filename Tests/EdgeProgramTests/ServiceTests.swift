import Foundation
import Testing

/// What a service manager and a monitor see of the edge.
@Suite("As a service")
struct ServiceTests {
    private let workshop: Workshop

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
    }

    private func write(_ answer: String, option: String = "", extra: String = "", to name: String = "Edgefile") throws {
        let options = option.isEmpty ? "" : "{\n\t\(option)\n}\n"
        let pair = "tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))"
        try workshop.write("\(options)chat.example.com {\n\t\(pair)\n\trespond \"\(answer)\"\(extra)\n}\n", to: name)
    }

    private func get(_ port: Int) async throws -> String {
        try await workshop.curl([
            "--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(port):127.0.0.1",
            "https://chat.example.com:\(port)/",
        ]).output
    }

    // MARK: Files

    @Test("with --watch a file that changes, or one that it imports, is read again by itself; a bad one is told and changes nothing")
    func watch() async throws {
        try write("one", extra: "\n\timport more")
        try workshop.write("header X-More one\n", to: "more")
        let edge = try await workshop.startEdge(["run", "--watch", "--workers", "1"])
        #expect(try await get(edge.https) == "one")
        try write("two", extra: "\n\timport more")
        try await waitFor("two", edge)
        // Replaced by a rename, as editors and configuration managers do.
        try write("three", extra: "\n\timport more", to: "Edgefile.new")
        try await Child.run("/bin/mv", [workshop.path("Edgefile.new"), workshop.path("Edgefile")])
        try await waitFor("three", edge)
        try workshop.write("respond /more \"more\"\nnonsense\n", to: "more")
        _ = try await edge.child.line { $0.contains("nonsense") }
        #expect(try await get(edge.https) == "three")
        try workshop.write("rewrite * /\nrespond / \"imported\"\n", to: "more")
        try write("unused", extra: "\n\timport more")
        try await waitFor("imported", edge)
    }

    private func waitFor(_ answer: String, _ edge: EdgeChild) async throws {
        for _ in 0..<300 {
            if try await get(edge.https) == answer { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("never answered \(answer)")
    }

    // MARK: Numbers

    @Test("the metrics listener tells what `edge metrics` tells, on loopback alone, and nothing but that")
    func metricsListener() async throws {
        let port = Workshop.freePort()
        try write("hello", option: "metrics 127.0.0.1:\(port)")
        let edge = try await workshop.startEdge(["run", "--workers", "1"])
        #expect(try await get(edge.https) == "hello")
        let head = workshop.path("head")
        let text = try await workshop.curl(["-D", head, "http://127.0.0.1:\(port)/metrics"]).output
        #expect(try String(contentsOfFile: head, encoding: .utf8).contains("text/plain; version=0.0.4"))
        #expect(text.contains("edge_http_requests_total{site=\"chat.example.com\",protocol=\"h2\",code=\"2xx\",blame=\"none\"} 1\n"))
        let families = { (text: String) in Set(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }) }
        #expect(families(text) == families(try await workshop.runEdge(["metrics"]).output))
        let other = try await workshop.curl(["-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:\(port)/"])
        #expect(other.output == "404")

        for address in ["0.0.0.0:9100", "192.0.2.1:9100", "[::]:9100"] {
            try write("hello", option: "metrics \(address)")
            let refused = try await workshop.runEdge(["validate"])
            #expect(refused.status == 1 && refused.output.contains("loopback"), "\(refused.output)")
        }
    }

    @Test("a flood leaves as many lines in the access log as `sampling` says, every failure of a server among them, and the rest is told")
    func sampling() async throws {
        let log = workshop.path("access.log")
        let sampling = "sampling {\n\t\t\tinterval 1h\n\t\t\tfirst 20\n\t\t\tthereafter 0\n\t\t}"
        try write("fine", extra: "\n\trespond /broken 503\n\tlog {\n\t\toutput file \(log)\n\t\t\(sampling)\n\t}")
        let edge = try await workshop.startEdge(["run", "--workers", "2"])
        let url = "https://chat.example.com:\(edge.https)"
        let flood = try await workshop.curl([
            "--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(edge.https):127.0.0.1", "-o", "/dev/null",
            url + "/flood/[1-300]", "-o", "/dev/null", url + "/broken?[1-5]",
        ])
        #expect(flood.status == 0, "\(flood.output)")
        let metrics = try await workshop.runEdge(["metrics"]).output
        #expect(metrics.contains("\nedge_log_lines_sampled_total 280\n"))
        #expect(try await workshop.runEdge(["stop"]).status == 0)
        let said = try await edge.child.line { $0.contains("access-log lines were left out") }
        #expect(said.contains("sampled"))
        #expect(await edge.child.status() == 0)
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(lines.filter { $0.contains("/flood/") }.count == 20)
        #expect(lines.filter { $0.contains("\"status\":503") }.count == 5)
    }

    // MARK: The manager

    @Test("listens on sockets that systemd holds, and answers who came before it was there")
    func activation() async throws {
        try write("activated")
        let (https, http) = (Workshop.freePort(), Workshop.freePort())
        let launcher = try workshop.start(
            Workshop.python,
            [Workshop.clients + "activated.py", "edge:edge", "\(https)", "\(http)", "--", Workshop.edge, "run", "--workers", "1"]
                + ["--https-port", "\(https)", "--http-port", "\(http)"])
        let held = try await launcher.line { $0.hasPrefix("held") }
        async let early = get(https)
        try launcher.write("go")
        _ = try await launcher.line { $0.contains(#""message":"ready""#) }
        #expect(try await early == "activated")
        // Nobody else could open the port a second time, and these are still the given sockets.
        let folder = "/proc/\(launcher.identifier)/fd"
        let inodes = held.split(separator: " ").dropFirst().map { "socket:[\($0)]" }
        #expect(try [3, 4].map { try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") } == inodes)
        #expect(try await workshop.runEdge(["stop"]).status == 0)
        #expect(await launcher.status() == 0)
    }

    @Test("a socket of systemd's that is no listener is an error with its name")
    func unusable() async throws {
        try write("activated")
        let launcher = try workshop.start(
            Workshop.python,
            [Workshop.clients + "activated.py", "chat-https", "udp", "--", Workshop.edge, "run", "--https-port", "9"])
        _ = try await launcher.line { $0.hasPrefix("held") }
        try launcher.write("go")
        _ = try await launcher.line { $0.contains("socket 1 of systemd (chat-https) cannot be used") }
        #expect(await launcher.status() == 1)
    }

    /// systemd's own tool for this, where it is installed.
    private static let activator = ["/usr/bin/systemd-socket-activate", "/bin/systemd-socket-activate"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test("works with systemd's own activation", .enabled(if: activator != nil))
    func systemdActivation() async throws {
        try write("activated")
        let (https, http) = (Workshop.freePort(), Workshop.freePort())
        let variables = workshop.environment.filter { !$0.value.isEmpty }.flatMap { ["-E", "\($0.key)=\($0.value)"] }
        let launcher = try workshop.start(
            try #require(Self.activator),
            ["-l", "[::]:\(https)", "-l", "[::]:\(http)", "--fdname=edge:edge"] + variables
                + [Workshop.edge, "run", "--workers", "1", "--https-port", "\(https)", "--http-port", "\(http)"])
        _ = try await launcher.line { $0.contains("Listening on") && $0.contains("\(http)") }
        // The first connection is what starts it.
        #expect(try await get(https) == "activated")
        #expect(try await workshop.runEdge(["stop"]).status == 0)
        #expect(await launcher.status() == 0)
    }

    @Test("tells systemd when it is ready, that it lives, that it reloads, and that it stops")
    func notify() async throws {
        try write("one")
        let path = workshop.path("notify")
        let manager = try workshop.start(Workshop.python, [Workshop.clients + "notified.py", path])
        _ = try await manager.line { $0 == "bound" }
        let (https, http) = (Workshop.freePort(), Workshop.freePort())
        let edge = try workshop.start(
            Workshop.edge, ["run", "--workers", "1", "--https-port", "\(https)", "--http-port", "\(http)"],
            environment: workshop.environment.merging(["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "400000"]) { $1 })
        _ = try await manager.line { $0 == "READY=1" }
        #expect(try await get(https) == "one")
        try await waitFor(3, "WATCHDOG=1", manager)
        edge.signal(SIGHUP)
        _ = try await manager.line { $0 == "RELOADING=1" }
        let moment = try await manager.line { $0.hasPrefix("MONOTONIC_USEC=") }
        #expect(Int(moment.dropFirst(15)) ?? 0 > 0)
        try await waitFor(2, "READY=1", manager)
        edge.signal(SIGTERM)
        _ = try await manager.line { $0 == "STOPPING=1" }
        #expect(await edge.status() == 0)
    }

    private func waitFor(_ count: Int, _ line: Substring, _ manager: Child) async throws {
        for _ in 0..<500 {
            if manager.output.split(separator: "\n").count(where: { $0 == line }) >= count { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("\(line) has not come \(count) times: \(manager.output)")
    }
}
