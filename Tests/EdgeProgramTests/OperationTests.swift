import Foundation
import Testing

/// What an operator asks of a running edge.
@Suite("Operating a running edge")
struct OperationTests {
    private let workshop: Workshop
    private let upstream: UpstreamChild
    private let edge: EdgeChild

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
        upstream = try await workshop.startUpstream()
        let tls = "tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))"
        try workshop.write(
            """
            chat.example.com {
            	\(tls)
            	reverse_proxy /ws/* 127.0.0.1:\(upstream.webSocket)
            	reverse_proxy 127.0.0.1:\(upstream.http)
            }

            """, to: "Edgefile")
        edge = try await workshop.startEdge(["run", "--workers", "2"])
    }

    private func openSocket() async throws -> Child {
        let socket = try await workshop.openSocket("/ws/socket", at: edge)
        try socket.write("hello")
        _ = try await socket.line { $0 == "hello" }
        return socket
    }

    private func json(_ arguments: [String]) async throws -> Any {
        let result = try await workshop.runEdge(arguments + ["--json"])
        #expect(result.status == 0, "\(result.output)")
        return try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    }

    private func get(_ path: String, _ arguments: [String] = []) async throws -> String {
        try await workshop.curl(
            ["--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(edge.https):127.0.0.1"] + arguments
                + ["https://chat.example.com:\(edge.https)\(path)"]
        ).output
    }

    @Test("`edge ws` lists the open sockets by network, and closes one by its id")
    func sockets() async throws {
        let first = try await openSocket()
        let second = try await openSocket()
        let list = try #require(try await json(["ws"]) as? [[String: Any]])
        #expect(list.count == 2)
        #expect(list.allSatisfy { $0["client"] as? String == "127.0.0.0/24" })
        #expect(list.allSatisfy { ($0["host"] as? String)?.hasPrefix("chat.example.com") == true })
        #expect(list.allSatisfy { ($0["bytes_in"] as? Int ?? 0) > 0 && ($0["bytes_out"] as? Int ?? 0) > 0 })
        let table = try await workshop.runEdge(["ws"]).output
        #expect(table.contains("USER AGENT") && table.hasSuffix("2 open"), "\(table)")
        #expect(try await workshop.runEdge(["ws", "--histogram"]).output.contains("up to 1m   2"))

        let id = try #require(list[0]["id"] as? String)
        #expect(try await workshop.runEdge(["ws", "--close", id]).output == "closed 1")
        #expect(try await workshop.runEdge(["ws", "--close", id]).status == 1)
        #expect(try await workshop.runEdge(["ws", "--close", "198.51.100.0/24"]).output == "closed 0")
        #expect(try await workshop.runEdge(["ws", "--close", "nonsense"]).status == 1)
        #expect(try await workshop.runEdge(["ws", "--close", "127.0.0.0/8"]).output == "closed 1")
        for socket in [first, second] {
            _ = try await socket.line { $0.contains("1012") && $0.contains("closed by the operator") }
        }
    }

    @Test("`edge drain` says 1012 to the open sockets and 503 to new ones, while requests go on, until --end")
    func drain() async throws {
        let socket = try await openSocket()
        let drained = try await workshop.runEdge(["drain"])
        #expect(drained.output.hasPrefix("1 open WebSockets are being closed"), "\(drained.output)")
        _ = try await socket.line { $0.contains("1012") }
        let upgrade = [
            "--http1.1", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", "-H",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "-o", "/dev/null", "-w", "%{http_code}",
        ]
        #expect(try await get("/ws/socket", upgrade) == "503")
        #expect(try await get("/still").contains("/still"))
        #expect((try await json(["status"]) as? [String: Any])?["draining"] as? Bool == true)
        #expect(try await workshop.runEdge(["drain", "--end"]).status == 0)
        _ = try await openSocket()
    }

    @Test("what only does something tells programs in JSON what came of it, a failure too")
    func answers() async throws {
        let socket = try await openSocket()
        let drained = try #require(try await json(["drain"]) as? [String: Any])
        #expect(drained["sockets"] as? Int == 1 && drained["message"] is String, "\(drained)")
        _ = try await socket.line { $0.contains("1012") }
        #expect((try await json(["drain", "--end"]) as? [String: Any])?["message"] is String)
        #expect((try await json(["reload"]) as? [String: Any])?["message"] is String)
        try workshop.write("nonsense {\n", to: "Edgefile")
        let refused = try await workshop.runEdge(["reload", "--json"])
        let failure = try JSONSerialization.jsonObject(with: Data(refused.output.utf8)) as? [String: Any]
        #expect(refused.status == 1 && (failure?["error"] as? String)?.contains("Edgefile:1:") == true, "\(refused.output)")
        #expect((try await json(["stop"]) as? [String: Any])?["message"] as? String == "stopping")
        #expect(await edge.child.status() == 0)
        #expect(try await workshop.runEdge(["stop", "--json"]).output.hasPrefix(#"{"error":""#))
    }

    @Test("`edge status` shows sites and upstreams to people and to programs")
    func status() async throws {
        _ = try await get("/")
        let table = try await workshop.runEdge(["status"]).output
        #expect(table.contains("https://chat.example.com:\(edge.https)"), "\(table)")
        #expect(table.contains("127.0.0.1:\(upstream.http)") && table.contains("up "), "\(table)")
        let status = try #require(try await json(["status"]) as? [String: Any])
        let upstreams = try #require(status["upstreams"] as? [[String: Any]])
        #expect(upstreams.map { $0["away"] as? Bool } == [false, false])
    }

    @Test("the metrics tell of requests, sockets, handshakes and certificates, with few labels")
    func metrics() async throws {
        for path in ["/a", "/b"] { _ = try await get(path, ["--http1.1"]) }
        _ = try await get("/c", ["--http2"])
        _ = try await openSocket()
        let text = try await workshop.runEdge(["metrics"]).output
        for line in [
            #"edge_http_requests_total{site="chat.example.com",protocol="http/1.1",code="2xx",blame="none"} 2"#,
            #"edge_http_requests_total{site="chat.example.com",protocol="h2",code="2xx",blame="none"} 1"#,
            #"edge_http_requests_total{site="chat.example.com",protocol="http/1.1",code="1xx",blame="none"} 1"#,
            #"edge_http_request_duration_seconds_count{site="chat.example.com"} 4"#,
            #"edge_websockets_by_age{le="60"} 1"#, "edge_websockets_open 1",
            #"edge_upstream_healthy{upstream="127.0.0.1:\#(upstream.http)"} 1"#, "edge_handshakes_total 4",
            #"edge_loop_turn_seconds_bucket{worker="1",le="0.005"}"#,
            #"edge_certificate_expiry_timestamp_seconds{name="chat.example.com""#, "process_open_fds",
        ] { #expect(text.contains(line), "\(line) is missing in\n\(text)") }
        try checkForm(of: text)
    }

    /// Every sample belongs to a family that was announced.
    private func checkForm(of text: String) throws {
        var families: Set<Substring> = []
        for line in text.split(separator: "\n") {
            if let match = line.firstMatch(of: /^# TYPE (\w+) (counter|gauge|histogram)$/) { families.insert(match.1) }
            if line.hasPrefix("#") { continue }
            let match = try #require(line.wholeMatch(of: /(\w+?)(_bucket|_sum|_count)?(\{.*\})? [-+.e0-9]+/), "\(line)")
            #expect(families.contains(match.1) || families.contains(match.1 + (match.2 ?? "")), "\(line)")
        }
    }
}
