import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Edgefile
@testable import edge

/// docs/edgefile.md: what its examples say of themselves is so.
@Suite("The reference's examples")
struct ReferenceTests {
    static let examples = document("docs/edgefile.md").split(separator: "```edgefile\n").dropFirst().map {
        String($0.split(separator: "```")[0])
    }

    private static func document(_ name: String) -> String {
        let root = #filePath.dropLast("/Tests/EdgePlanTests/ReferenceTests.swift".count)
        return String(decoding: FileManager.default.contents(atPath: "\(root)/\(name)") ?? Data(), as: UTF8.self)
    }

    @Test("are there") func found() { #expect(Self.examples.count >= 17) }

    @Test("are read, served, and behave", arguments: examples)
    func behaves(example: String) async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let upstream = Planning.echo()
        let text = example.replacing("localhost:8080", with: "127.0.0.1:\(upstream.port)")
        let expectations = example.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\t# ([A-Z]+) (\S+) gives (\d+) ?(.*)$/).map { (String($0.1), String($0.2), Int($0.3), String($0.4)) }
        }
        #expect(!expectations.isEmpty)
        try await Planning.serve(text, environment: ["SITE": folder + "/site", "DOCS": folder]) { edge in
            for (method, target, status, words) in expectations {
                let client = edge.connect()
                client.request(method, target, method == "POST" ? ["Content-Length: 0"] : [])
                let answer = client.readResponse(to: method)
                // 0: no answer at all.
                #expect(answer?.status ?? 0 == status, "\(method) \(target)")
                let whole = "\(answer?.head ?? "")\r\n\r\n\(answer?.text ?? "")"
                #expect(words.isEmpty || whole.contains(words), "\(method) \(target): \(whole)")
            }
        }
        withExtendedLifetime(upstream) {}
    }

    @Test("show each directive of the README's table, and each that the language has")
    func complete() throws {
        let firstWords = Set(Self.examples.flatMap { $0.split(separator: "\n") }.compactMap { $0.split(whereSeparator: \.isWhitespace).first })
        let arrows = Self.examples.contains { $0.contains(" -> ") }
        let table = try #require(Self.document("README.md").firstMatch(of: /\| directive \|(.|\n)*?\n\n/)).output.0
        let named = table.split(separator: "\n").dropFirst(2).flatMap { row in
            row.split(separator: "|")[0].matches(of: /`([a-z_]+)/).map { String($0.1) }
        }
        #expect(named.count > 25 && arrows)
        for name in Set(named).union(DirectiveTable.kinds.compactMap(\.names.first)).sorted() {
            #expect(firstWords.contains(Substring(name)), "no example has \(name)")
        }
    }

    private static func folder() throws -> String {
        let path = "/tmp/edge-reference-\(UInt64.random(in: .min ... .max))"
        for part in ["", "/docs", "/site", "/site/sub", "/site/.well-known", "/site/.well-known/acme-challenge"] { unsafe mkdir(path + part, 0o755) }
        for (name, text) in [
            ("docs/a.txt", "a of the docs"), ("site/b.txt", "b of the site"), ("site/index.html", "home"), ("site/404.html", "our own page"),
            ("site/notes.bak", "old"), ("site/.env", "secret"), ("site/sub/index.html", "sub"), ("site/.well-known/acme-challenge/abc", "abc.thumbprint"),
        ] { try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)")) }
        return path
    }
}
