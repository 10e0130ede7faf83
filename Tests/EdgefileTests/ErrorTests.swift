import Edgefile
import TestSupport
import Testing

@Suite("Errors")
struct ErrorTests {
    @Test("read as they should, with the line, a caret and what to do", arguments: GoldenFile.all(in: "Errors"))
    func golden(file: GoldenFile) throws {
        let result = EdgefileParser.parse(file.bytes, inputs: testInputs)
        #expect(result.configuration == nil)
        let outcome = result.diagnostics.map { $0.description + "\n" }.joined()
        try file.record(outcome)
        #expect(outcome == file.expected)
    }

    @Test("have a file each, and none is without its other half")
    func whole() {
        #expect(GoldenFile.all(in: "Errors").count >= 65)
        #expect(GoldenFile.strays(in: "Errors") == [])
    }

    @Test("show a NUL byte without sending it to a terminal")
    func nul() throws {
        let text = try #require(parse("chat.example.com -> local\u{0}host:8080\n").diagnostics.first).description
        let expected = """
            Edgefile:1:26: error: a NUL byte cannot stand in a configuration
                chat.example.com -> local\u{FFFD}host:8080
                                         ^
            """
        #expect(text == expected)
    }

    @Test("show only a part of a very long line")
    func longLine() throws {
        let result = parse("a.example.com {\n\trespond \"\(String(repeating: "x", count: 100_000))\" 999\n}\n")
        let text = try #require(result.diagnostics.first).description
        #expect(text.utf8.count < 600)
        let lines = text.split(separator: "\n")
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let offset = lines[2].distance(from: lines[2].startIndex, to: caret)
        #expect(lines[1].dropFirst(offset).hasPrefix("999"))
    }

    @Test("stop at a bound, and say so")
    func bounded() {
        let result = parse("a.example.com {\n" + String(repeating: "nonsense %\n", count: 500) + "}\n")
        #expect(result.diagnostics.count == 51)
        #expect(result.diagnostics.contains { $0.message.contains("only the first 50") })
    }

    @Test("say where bytes are that are not UTF-8")
    func invalidUTF8() {
        let bytes = Array("a.example.com -> local".utf8) + [0xFF, 0xC3] + Array(":80\n".utf8)
        let result = EdgefileParser.parse(bytes)
        #expect(result.configuration == nil)
        let place = SourceLocation(file: "Edgefile", line: 1, column: 23)
        #expect(result.diagnostics.contains { $0.message == "these bytes are not UTF-8" && $0.location == place })
    }

    @Test("end a nesting that has no end")
    func nesting() {
        let text = "a.example.com {\n" + String(repeating: "handle {\n", count: 5_000)
        #expect(parse(text).diagnostics.contains { $0.message.contains("nested more than") })
    }

    @Test("end snippets that multiply")
    func multiplying() {
        var text = "(s0) {\n\trespond 200\n}\n"
        for level in 1...12 {
            text += "(s\(level)) {\n" + String(repeating: "\timport s\(level - 1)\n", count: 8) + "}\n"
        }
        text += "a.example.com {\n\timport s12\n}\n"
        #expect(parse(text).diagnostics.contains { $0.message.contains("lines after imports") })
    }

    @Test("can be made later for any place of the model")
    func later() throws {
        let result = parse("a.example.com -> localhost:80 {\n\tencode gzip\n}\n")
        let site = try #require(result.configuration?.sites.first)
        let encode = try #require(site.directives.first { $0.name == "encode" })
        let text = result.sources.diagnostic(at: encode.location, "`encode` is not built yet").description
        #expect(text == "Edgefile:2:2: error: `encode` is not built yet\n    \tencode gzip\n    \t^")
    }
}
