import Testing

@testable import Edgefile

@Suite("edge fmt")
struct FormatterTests {
    private func formatted(_ text: String) throws -> String {
        String(decoding: try EdgefileFormatter.format(Array(text.utf8)).get(), as: UTF8.self)
    }

    /// The words of a file, without the white space between them.
    private func words(_ text: String) -> [String] {
        let source = SourceFile(name: "Edgefile", bytes: Array(text.utf8))
        return Lexer.lexemes(of: source, environment: nil, reporter: Reporter()).compactMap {
            if case .word(let token) = $0 { "\(token.form) \(token.text)" } else { nil }
        }
    }

    @Test(
        "lays out",
        arguments: [
            ("a.b   ->  c:1", "a.b -> c:1\n"),
            (
                "{\nemail  a@b\n}\na.b {\n\n\n  respond   \"x  y\"\n\n\n  # note  \n  handle {\nabort\n  }\n\n}\nc.d -> e:1\n",
                "{\n\temail a@b\n}\n\na.b {\n\trespond \"x  y\"\n\n\t# note\n\thandle {\n\t\tabort\n\t}\n}\n\nc.d -> e:1\n"
            ),
            ("\n\na -> b:1 # why\n\n\n\nc -> d:1\n\n", "a -> b:1 # why\n\nc -> d:1\n"),
            ("a {\r\n respond \\\r\n 200\r\n}\r\n", "a {\n\trespond \\\n\t\t200\n}\n"),
            ("a {\n  respond <<T\n     x\n    T   200\n}\n", "a {\n\trespond <<T\n     x\n    T 200\n}\n"),
            ("{$A:b}   ->   {$C}\nimport   x/*\n", "{$A:b} -> {$C}\nimport x/*\n"),
            ("\n\u{FEFF}a\u{A0}-> b:1", "a -> b:1\n"),
            ("", ""),
        ])
    func golden(_ input: String, _ output: String) throws {
        #expect(try formatted(input) == output)
    }

    @Test("changes nothing the second time, and never a word", arguments: Sample.all)
    func samples(_ sample: String) throws {
        let once = try formatted(sample)
        #expect(try formatted(once) == once)
        #expect(words(once) == words(sample))
    }

    @Test("leaves what a file means as it was", arguments: Sample.all)
    func meaning(_ sample: String) throws {
        let before = try #require(parse(sample).configuration)
        let after = try #require(parse(try formatted(sample)).configuration)
        #expect(before.sites.map { $0.directives.map(\.name) } == after.sites.map { $0.directives.map(\.name) })
        #expect(before.sites.flatMap { $0.addresses.map(\.text) } == after.sites.flatMap { $0.addresses.map(\.text) })
    }

    @Test("changes nothing the second time in a soup of words")
    func soup() throws {
        let pieces = [
            "a", "b.c", "{", "}", "\n", "\n\n\n", " ", "\t", "\"q q\"", "`r`", "# c", "\\\n", "{$X}", "<<T\n x\n T",
            "->", ",", "\r\n", "\\",
        ]
        var generator = SeededGenerator(state: 3)
        var laidOut = 0
        for _ in 0..<400 {
            var text = ""
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                text += (pieces.randomElement(using: &generator) ?? "") + (Bool.random(using: &generator) ? " " : "")
            }
            guard let once = try? formatted(text) else { continue }
            laidOut += 1
            #expect(try formatted(once) == once, "\(text.debugDescription)")
            #expect(words(once) == words(text), "\(text.debugDescription)")
        }
        #expect(laidOut > 100)
    }

    @Test("refuses a file with an open quote")
    func refuses() {
        #expect(throws: EdgefileErrors.self) {
            try EdgefileFormatter.format(Array("a {\n\trespond \"x\n}\n".utf8)).get()
        }
    }
}
