import Foundation
import Testing

/// Commands that need no running edge.
@Suite("Commands")
struct CommandTests {
    private let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test("the seed's Caddyfile is a valid Edgefile")
    func caddyfile() async throws {
        try workshop.write(
            """
            chat.example.com {
            reverse_proxy localhost:8080
            # Request body limit for file uploads
            request_body {
            max_size 110MB
            }
            }

            """, to: "Caddyfile")
        let result = try await workshop.runEdge(["validate", "--config", "Caddyfile"])
        #expect(result.status == 0, "\(result.output)")
        let explained = try await workshop.runEdge(["explain", "--config", "Caddyfile", "--json"])
        #expect(explained.output.contains(#""maxBodyBytes":110000000"#), "\(explained.output)")
    }

    @Test("validate says everything that is wrong, each with its place, and exits 1")
    func validate() async throws {
        try workshop.write("a.example.com -> localhost:8080 {\n\tbogus\n}\nb.example.com -> localhost:99999\n", to: "Edgefile")
        let result = try await workshop.runEdge(["validate"])
        #expect(result.status == 1)
        #expect(result.output.contains("Edgefile:2:2: error:"), "\(result.output)")
        #expect(result.output.contains("Edgefile:4:"))
        #expect(result.output.contains("^"))
    }

    @Test("what only starting would find out is found by validate", arguments: [
        ("a.home.arpa -> localhost:8080 {\n\tbind 300.1.1.1\n}\n", "Edgefile:2:7: error:"),
        ("a.home.arpa -> localhost:8080 {\n\tlog {\n\t\toutput file /nowhere/x.log\n\t}\n}\n", "Edgefile:3:"),
    ])
    func early(file: String, words: String) async throws {
        try workshop.write(file, to: "Edgefile")
        let result = try await workshop.runEdge(["validate", "Edgefile"])
        #expect(result.status == 1)
        #expect(result.output.contains(words), "\(result.output)")
    }

    @Test("a dry run of trust makes nothing")
    func dryRun() async throws {
        let result = try await workshop.runEdge(["trust", "--browsers-only", "--dry-run"])
        #expect(result.status == 0)
        #expect(!FileManager.default.fileExists(atPath: workshop.path("data/pki")))
    }

    @Test("fmt lays a file out, and does not change what is laid out")
    func format() async throws {
        try workshop.write("a.example.com   ->   localhost:8080   {\n   max_body    1MiB\n}\n", to: "Edgefile")
        #expect(try await workshop.runEdge(["fmt", "--check"]).status == 1)
        #expect(try await workshop.runEdge(["fmt", "--write"]).status == 0)
        let text = try String(contentsOfFile: workshop.path("Edgefile"), encoding: .utf8)
        #expect(text == "a.example.com -> localhost:8080 {\n\tmax_body 1MiB\n}\n")
        #expect(try await workshop.runEdge(["fmt", "--check"]).status == 0)
    }

    @Test("explain prints every default")
    func explain() async throws {
        try workshop.write("chat.home.arpa -> localhost:8080\n", to: "Edgefile")
        let result = try await workshop.runEdge(["explain"])
        for words in ["https://chat.home.arpa -> localhost:8080", "local authority", "110MiB", "read_header", "15s", "308"] {
            #expect(result.output.contains(words), "\(words) is missing in \(result.output)")
        }
    }

    @Test("a directive that is not served yet is an error, not silence")
    func notYet() async throws {
        try workshop.write("{\n\tdefault_sni chat.home.arpa\n}\nchat.home.arpa -> localhost:8080\n", to: "Edgefile")
        let result = try await workshop.runEdge(["validate"])
        #expect(result.status == 1)
        #expect(result.output.contains("not in this version yet"), "\(result.output)")
    }

    @Test("without a file, run says what one looks like")
    func noFile() async throws {
        let result = try await workshop.runEdge(["run", "--config", "nowhere"])
        #expect(result.status == 1)
        #expect(result.output.contains("No such file"), "\(result.output)")
    }

    @Test("version names the libraries")
    func version() async throws {
        let result = try await workshop.runEdge(["version"])
        for name in ["edge ", "swift ", "openssl ", "nghttp2 ", "zlib "] { #expect(result.output.contains(name)) }
    }

    @Test("a wrong command line is exit 64")
    func usage() async throws {
        #expect(try await workshop.runEdge(["proxy"]).status == 64)
        #expect(try await workshop.runEdge(["run", "--no-such-flag"]).status == 64)
        let unknown = try await workshop.runEdge(["start"])
        #expect(unknown.status == 64)
        #expect(unknown.output.contains("there is no command `start`"))
    }

    @Test("help answers for every command")
    func help() async throws {
        let commands = [
            "run", "proxy", "demo", "validate", "fmt", "explain", "reload", "stop", "status", "ws", "drain", "upgrade", "metrics",
            "doctor", "trust", "untrust", "version",
        ]
        for command in commands {
            let result = try await workshop.runEdge(["help", command])
            #expect(result.status == 0)
            #expect(result.output.contains("USAGE: edge \(command)"), "\(result.output)")
        }
    }

    @Test("proxy serves one site without a file")
    func proxy() async throws {
        let upstream = try await workshop.startUpstream()
        let edge = try await workshop.startEdge(["proxy", "--from", "localhost", "--to", "127.0.0.1:\(upstream.http)"])
        let result = try await workshop.curl([
            "--cacert", workshop.path("data/pki/local/root.crt"), "https://localhost:\(edge.https)/proxied",
        ])
        #expect(result.output.contains("/proxied"), "\(result.output)")
    }

    @Test("health settings that can do nothing are errors, each in its place")
    func healthSettings() async throws {
        try workshop.write(
            """
            http://localhost:18080 -> localhost:8080 {
            \thealth_body "o.*k"
            \tmax_fails 3
            \treverse_proxy /other/* localhost:9 {
            \t\thealth_uri api
            \t\thealth_body "a|b"
            \t\tlb_try_interval 0s
            \t}
            }

            """, to: "Edgefile")
        let result = try await workshop.runEdge(["validate"])
        #expect(result.status == 1)
        let errors = [
            "Edgefile:2:14: error: health_body does nothing without health_uri", "Edgefile:3:12: error: max_fails does nothing",
            "Edgefile:5:14: error: health_uri is a path", "Edgefile:6:15: error: health_body is a text",
            "Edgefile:7:19: error: lb_try_interval has to be longer",
        ]
        for error in errors { #expect(result.output.contains(error), "\(error): \(result.output)") }
    }
}
