import FoundationEssentials
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
        let (upstream, folder) = (Planning.echo(), try SiteFolder())
        let questions = Question.all(in: example)
        #expect(!questions.isEmpty)
        let text = example.replacing("localhost:8080", with: "127.0.0.1:\(upstream.port)")
        try await Planning.serve(text, environment: ["SITE": folder.site, "DOCS": folder.whole]) { edge in
            for question in questions { question.ask(edge) }
        }
        withExtendedLifetime((upstream, folder)) {}
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
}
