import Foundation
import Testing

/// Claims of a stranger about its address, and what reaches the chat server of them: of ours and of a peer as it is documented.
@Suite("Spoofed addresses")
struct SpoofTests {
    private static let claims = ["CF-Connecting-IP", "X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"]
    private static let lie = "6.6.6.6"
    private let workshop: Workshop
    private let upstream: UpstreamChild

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com"])
        upstream = try await workshop.startUpstream()
    }

    private func get(_ url: String, _ arguments: [String]) async throws -> String {
        let claims = Self.claims.flatMap { ["--header", "\($0): \($0 == "Forwarded" ? "for=" : "")\(Self.lie)"] }
        return try await workshop.curl(claims + arguments + [url]).output
    }

    @Test(
        "reach the upstream in no form",
        arguments: [
            ["--http1.1"], ["--http2"],
            [
                "--http1.1", "--header", "Connection: Upgrade", "--header", "Upgrade: websocket", "--header",
                "Sec-WebSocket-Version: 13", "--header", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ],
        ])
    func ours(arguments: [String]) async throws {
        try workshop.write(
            """
            chat.example.com -> 127.0.0.1:\(upstream.http) {
            	tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))
            }

            """, to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let seen = try await get(
            "https://chat.example.com:\(edge.https)/seen",
            arguments + ["--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(edge.https):127.0.0.1"])
        #expect(seen.contains("127.0.0.1"), "\(seen)")
        #expect(!seen.contains(Self.lie), "\(seen)")
    }

    private static let caddyPath = FileManager.default.isExecutableFile(atPath: "/usr/bin/caddy") ? "/usr/bin/caddy" : nil

    @Test("pass Caddy as chat servers document it: the one that names Cloudflare", .enabled(if: SpoofTests.caddyPath != nil))
    func caddy() async throws {
        let port = Workshop.freePort()
        try workshop.write(
            """
            {
            	admin off
            	auto_https off
            	storage file_system \(workshop.path("caddy"))
            }
            http://127.0.0.1:\(port) {
            	reverse_proxy 127.0.0.1:\(upstream.http)
            	request_body {
            		max_size 110MB
            	}
            }

            """, to: "Caddyfile")
        let program = try #require(Self.caddyPath)
        _ = try workshop.start(program, ["run", "--adapter", "caddyfile", "--config", workshop.path("Caddyfile")])
        let seen = try await get("http://127.0.0.1:\(port)/seen", ["--retry", "20", "--retry-connrefused", "--retry-delay", "1"])
        #expect(seen.lowercased().contains("cf-connecting-ip"), "\(seen)")
        #expect(seen.contains(Self.lie), "\(seen)")
    }

    @Test("pass nginx as chat servers document it, which is why they are dropped here")
    func nginx() async throws {
        let port = Workshop.freePort()
        let configuration = """
            daemon off; pid \(workshop.path("pid")); error_log \(workshop.path("error"));
            events {}
            http {
                access_log off;
                client_body_temp_path \(workshop.path("body")); proxy_temp_path \(workshop.path("proxy"));
                fastcgi_temp_path \(workshop.path("f")); uwsgi_temp_path \(workshop.path("u")); scgi_temp_path \(workshop.path("s"));
                server {
                    listen 127.0.0.1:\(port);
                    location / {
                        proxy_pass http://127.0.0.1:\(upstream.http);
                        proxy_set_header Host $host;
                        proxy_set_header X-Real-IP $remote_addr;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                        proxy_set_header X-Forwarded-Proto $scheme;
                    }
                }
            }

            """
        try workshop.write(configuration, to: "nginx.conf")
        _ = try workshop.start("/usr/sbin/nginx", ["-c", workshop.path("nginx.conf")])
        let seen = try await get("http://127.0.0.1:\(port)/seen", ["--retry", "20", "--retry-connrefused", "--retry-delay", "1"])
        #expect(seen.contains(Self.lie), "\(seen)")
    }
}
