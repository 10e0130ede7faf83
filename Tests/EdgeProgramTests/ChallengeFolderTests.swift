import Foundation
import Testing

/// `acme_webroot`: another client's answers to HTTP-01 challenges.
@Suite("Another client's challenges", .serialized)
struct ChallengeFolderTests {
    private let workshop: Workshop

    init() async throws { workshop = try Workshop() }

    private func put(_ text: String, as token: String, in root: String) throws {
        let folder = "\(root)/.well-known/acme-challenge"
        try FileManager.default.createDirectory(atPath: workshop.path(folder), withIntermediateDirectories: true)
        try workshop.write(text, to: "\(folder)/\(token)")
    }

    /// Status and body of what a CA would be answered; redirects are not followed.
    private func ask(
        _ edge: EdgeChild, _ path: String, host: String = "chat.example.com", _ arguments: [String] = [], tls: Bool = false
    ) async throws -> String {
        let url = tls ? "https://127.0.0.1:\(edge.https)" : "http://127.0.0.1:\(edge.http)"
        return try await workshop.curl(
            ["--path-as-is", "--insecure", "-w", " %{http_code}", "-H", "Host: \(host)"] + arguments + [url + path]
        ).output
    }

    @Test("are answered before redirects, sites and upstreams, on every listener; a site's folder comes before the global one")
    func answers() async throws {
        try put("of the site", as: "token_-1", in: "site")
        try put("of all", as: "token_-1", in: "all")
        try workshop.write(
            """
            {
            	acme_webroot \(workshop.path("all"))
            }
            chat.example.com, localhost {
            	tls internal
            	acme_webroot \(workshop.path("site"))
            	respond "the site"
            }
            http://other.example.com -> 127.0.0.1:1

            """, to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let path = "/.well-known/acme-challenge/token_-1"
        #expect(try await ask(edge, path) == "of the site 200")
        #expect(try await ask(edge, path, host: "Chat.Example.Com.") == "of the site 200")
        #expect(try await ask(edge, path + "?x", host: "other.example.com") == "of all 200")
        #expect(try await ask(edge, path, host: "unknown.example.com") == "of all 200")
        #expect(try await ask(edge, path, host: "localhost", tls: true) == "of the site 200")
        #expect(try await ask(edge, path, ["--head"]).hasSuffix(" 200"))
        // Everything else goes where it went.
        #expect(try await ask(edge, "/").hasSuffix("308"))
        #expect(try await ask(edge, "/.well-known/other").hasSuffix("308"))

        let explained = try await workshop.runEdge(["explain"])
        #expect(explained.output.contains("acme_webroot       \(workshop.path("site"))"), "\(explained.output)")
        #expect(explained.output.contains("acme_webroot       \(workshop.path("all"))"), "\(explained.output)")
    }

    @Test("only plain files with a token's name are read, and only for GET and HEAD")
    func names() async throws {
        try put("answer", as: "token", in: "root")
        let secret = try workshop.write("secret", to: "root/secret")
        let folder = workshop.path("root/.well-known/acme-challenge")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: secret)
        try FileManager.default.createDirectory(atPath: "\(folder)/folder", withIntermediateDirectories: true)
        try #require(unsafe mkfifo("\(folder)/pipe", 0o600) == 0)
        try put(String(repeating: "x", count: 5000), as: "large", in: "root")
        try put("with a dot", as: "dot.txt", in: "root")
        try workshop.write("http://chat.example.com {\n\tacme_webroot \(workshop.path("root"))\n\trespond site\n}\n", to: "Edgefile")
        let edge = try await workshop.startEdge(["run"])
        let prefix = "/.well-known/acme-challenge/"
        #expect(try await ask(edge, prefix + "token") == "answer 200")
        for token in ["", "none", "link", "folder", "pipe", "large", "dot.txt", "../../secret", "%2e%2e/%2e%2e/secret", "token/"] {
            let answer = try await ask(edge, prefix + token)
            #expect(answer.hasSuffix("404") && !answer.contains("secret"), "\(token): \(answer)")
        }
        #expect(try await ask(edge, prefix + "token", ["-d", "x"]).hasSuffix("405"))
        #expect(try await ask(edge, "/.well-known/acme-challenge") == "site 200")
    }

    @Test("a folder that is not there is an error with its place")
    func missing() async throws {
        try workshop.write("{\n\tacme_webroot /nowhere/at/all\n}\nhttp://a.example -> localhost:8080\n", to: "Edgefile")
        let result = try await workshop.runEdge(["validate"])
        #expect(result.status == 1)
        #expect(result.output.contains("Edgefile:2:") && result.output.contains("/nowhere/at/all is not there"), "\(result.output)")
    }
}
