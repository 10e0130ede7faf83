import Foundation
import Testing

/// The promise of the first page: one line and certificate files, and real clients just work.
@Suite("One line with certificate files", .serialized)
struct OneLineTests {
    private let workshop: Workshop
    private let upstream: UpstreamChild
    private let edge: EdgeChild

    private static let mebibyte = 1024 * 1024

    init() async throws {
        workshop = try Workshop()
        try await workshop.makeCertificate(["chat.example.com", "*.chat.example.com"])
        upstream = try await workshop.startUpstream()
        let tls = "tls \(workshop.path("cert.pem")) \(workshop.path("key.pem"))"
        try workshop.write(
            """
            chat.example.com -> 127.0.0.1:\(upstream.http) {
            	\(tls)
            }
            ws.chat.example.com, localhost -> 127.0.0.1:\(upstream.webSocket) {
            	\(tls)
            }

            """, to: "Edgefile")
        edge = try await workshop.startEdge(["run"])
    }

    private func curl(_ path: String, _ arguments: [String] = []) async throws -> (status: Int32, output: String) {
        try await workshop.curl(
            ["--cacert", workshop.path("cert.pem"), "--resolve", "chat.example.com:\(edge.https):127.0.0.1"] + arguments
                + ["https://chat.example.com:\(edge.https)\(path)"])
    }

    @Test("curl gets an answer over a verified certificate, and the upstream sees one honest client address")
    func answers() async throws {
        let result = try await curl("/hello?a=b", ["-H", "CF-Connecting-IP: 6.6.6.6", "-H", "X-Forwarded-For: 7.7.7.7"])
        #expect(result.status == 0)
        #expect(result.output.contains(#""target": "/hello?a=b""#))
        #expect(result.output.contains(#""x-forwarded-for": ["127.0.0.1"]"#))
        #expect(result.output.contains(#""x-forwarded-proto": ["https"]"#))
        #expect(result.output.contains(#""host": ["chat.example.com:\#(edge.https)"]"#))
        #expect(!result.output.contains("6.6.6.6"))
        #expect(!result.output.contains("7.7.7.7"))
    }

    @Test("100 MiB go up and down unchanged, and the edge's memory stays below 64 MiB", arguments: ["--http1.1", "--http2"])
    func bulk(protocol version: String) async throws {
        let size = 100 * Self.mebibyte
        let file = workshop.path("upload")
        #expect(try await Child.run("/bin/sh", ["-c", "head -c \(size) /dev/urandom > \(file)"]).status == 0)
        let digest = try await Child.run("/usr/bin/sha256sum", [file]).output.prefix(64)

        for framing in [["-T", file], ["-T", file, "-H", "Transfer-Encoding: chunked"]] {
            let sent = try await curl("/upload", [version] + framing)
            #expect(sent.output.contains(#""count": \#(size)"#), "\(sent.output)")
            #expect(sent.output.contains(#""digest": "\#(digest)""#))
        }

        let received = try await curl("/download", [version, "-o", workshop.path("download"), "-w", "%{http_code}"])
        #expect(received.output == "200")
        let pattern = "import hashlib,sys; print(hashlib.sha256(bytes(range(256)) * 409600).hexdigest())"
        let expected = try await Child.run(Workshop.python, ["-c", pattern]).output
        let digests = try await Child.run("/usr/bin/sha256sum", [workshop.path("download")]).output
        #expect(digests.hasPrefix(expected))

        #expect(edge.peakMemory < 64, "peak memory was \(edge.peakMemory) MiB")
    }

    @Test("one byte more than 110 MiB is 413, told by its length or in chunks", arguments: ["--http1.1", "--http2"])
    func tooLarge(protocol version: String) async throws {
        let file = workshop.path("large")
        #expect(try await Child.run("/bin/sh", ["-c", "head -c \(110 * Self.mebibyte + 1) /dev/zero > \(file)"]).status == 0)
        for framing in [[], ["-H", "Transfer-Encoding: chunked"]] {
            let result = try await curl(
                "/upload", [version, "-T", file, "-o", workshop.path("answer"), "-w", "%{http_code}"] + framing)
            #expect(result.output.hasSuffix("413"), "\(version) \(framing): \(result.output)")
        }
    }

    @Test("exactly 110 MiB are let through")
    func largest() async throws {
        let size = 110 * Self.mebibyte
        let file = workshop.path("largest")
        #expect(try await Child.run("/bin/sh", ["-c", "head -c \(size) /dev/zero > \(file)"]).status == 0)
        #expect(try await curl("/upload", ["-T", file]).output.contains(#""count": \#(size)"#))
    }

    @Test("HTTP leads to HTTPS with 308, for known and unknown hosts, with path and query")
    func redirects() async throws {
        for host in ["chat.example.com", "unknown.example.net"] {
            let result = try await workshop.curl([
                "--resolve", "\(host):\(edge.http):127.0.0.1", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}",
                "http://\(host):\(edge.http)/a/b?c=d",
            ])
            #expect(result.output == "308 https://\(host):\(edge.https)/a/b?c=d")
        }
    }

    @Test("the websockets package talks, in text and binary, in megabytes and fragments, with pings and close codes")
    func webSockets() async throws {
        let client = try await Child.run(
            Workshop.python,
            [
                Workshop.clients + "websocket_client.py", "wss://ws.chat.example.com:\(edge.https)/ws",
                workshop.path("cert.pem"), "127.0.0.1",
            ])
        #expect(client.output.hasSuffix("ok"), "\(client.output)")
    }

    @Test("openssl is given TLS 1.2 and 1.3, nothing older, and the ALPN it asks for")
    func versions() async throws {
        for (option, line) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
            let result = try await handshake([option, "-alpn", "http/1.1"])
            #expect(result.contains("Protocol version: \(line)"), "\(result)")
            #expect(result.contains("ALPN protocol: http/1.1") || result.contains("Verification: OK"))
        }
        let old = try await handshake(["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
        #expect(!old.contains("CONNECTION ESTABLISHED"))
        let full = try await session(["-alpn", "h2,http/1.1"])
        #expect(full.contains("ALPN protocol: h2"))
        let unknown = try await session(["-alpn", "imap"])
        #expect(unknown.contains("no application protocol") || unknown.contains("No ALPN negotiated"))
    }

    @Test("an unknown name is refused with an alert")
    func unknownName() async throws {
        let result = try await handshake([], name: "someone.else.example")
        #expect(result.contains("unrecognized name"), "\(result)")
    }

    @Test("a renegotiation is refused, where TLS still has one")
    func renegotiation() async throws {
        // The input has to stay open until the answer is there.
        let command = "openssl s_client -connect 127.0.0.1:\(edge.https) -servername chat.example.com -tls1_2"
        let result = try await Child.run("/bin/sh", ["-c", "(printf 'R\n'; sleep 2) | \(command)"]).output
        #expect(result.contains("RENEGOTIATING"), "\(result)")
        #expect(result.contains("no renegotiation"), "\(result)")
    }

    @Test("a session is resumed")
    func resumption() async throws {
        let file = workshop.path("session")
        // A ticket comes behind the handshake: the request makes sure that it has been read.
        let first = try await session(["-sess_out", file, "-ign_eof"], input: Self.request)
        #expect(first.contains("New, TLSv1.3"), "\(first)")
        let second = try await session(["-sess_in", file, "-ign_eof"], input: Self.request)
        #expect(second.contains("Reused, TLSv1.3"), "\(second)")
    }

    private static let request = "GET / HTTP/1.1\\r\\nHost: chat.example.com\\r\\nConnection: close\\r\\n\\r\\n"

    private func handshake(_ arguments: [String], name: String = "chat.example.com") async throws -> String {
        try await session(["-brief"] + arguments, name: name)
    }

    private func session(
        _ arguments: [String], name: String = "chat.example.com", input: String = ""
    ) async throws -> String {
        let options = ["-connect", "127.0.0.1:\(edge.https)", "-servername", name, "-CAfile", workshop.path("cert.pem")]
        let command = (["openssl", "s_client"] + options + arguments).joined(separator: " ")
        return try await Child.run("/bin/sh", ["-c", "printf '\(input)' | \(command)"]).output
    }
}
