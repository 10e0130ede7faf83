import Testing

@testable import EdgeCore

@Suite("A regular expression")
struct TextPatternTests {
    private func match(_ pattern: String, _ text: String) throws -> [String?]? {
        let bytes = Array(text.utf8)
        guard let slots = try TextPattern(pattern).firstMatch(in: bytes.span) else { return nil }
        return stride(from: 0, to: slots.count, by: 2).map { slot in
            slots[slot] < 0 ? nil : String(decoding: bytes[slots[slot]..<slots[slot + 1]], as: UTF8.self)
        }
    }

    @Test("finds what it describes, the leftmost and preferred", arguments: [
        ("abc", "xabcx", ["abc"]), ("a.c", "abc", ["abc"]), ("a.c", "a\nc", nil), ("^/api/(.*)$", "/api/x/y", ["/api/x/y", "x/y"]),
        ("a*", "aaa", ["aaa"]), ("a*?", "aaa", [""]), ("a+?", "aaa", ["a"]), ("a+", "baa", ["aa"]), ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]),
        (#"\.(css|js)$"#, "/x/app.js", [".js", "js"]), (#"\.(css|js)$"#, "/x/app.jsx", nil), ("[a-c]{2}", "xacb", ["ac"]),
        ("a{2,3}", "aaaa", ["aaa"]), ("a{2,}", "aaaa", ["aaaa"]), ("a{,2}", "a{,2}", ["a{,2}"]), ("[^/]+", "/ab/c", ["ab"]),
        (#"\d+"#, "a12b", ["12"]), (#"\w+\s\w+"#, "-ab cd-", ["ab cd"]), (#"\bcat\b"#, "a cat.", ["cat"]), (#"\bcat\b"#, "concat", nil),
        ("(?i)HELLO", "say hello", ["hello"]), ("(?:ab)+(c)?", "ababx", ["abab", nil]), ("(?P<n>[0-9]+)-(?<m>x)", "12-x", ["12-x", "12", "x"]),
        ("", "abc", [""]), ("x*", "abc", [""]), ("^$", "", [""]), ("a|", "b", [""]), ("[]a]+", "]a", ["]a"]), ("[a-]+", "a-b", ["a-"]),
        ("(a*)*b", "aab", ["aab", "aa"]), ("(a*)+$", "aa", ["aa", "aa"]), ("é+", "éé", ["éé"]), (#"a\/b"#, "a/b", ["a/b"]), ("{x}", "{x}", ["{x}"]),
    ] as [(String, String, [String?]?)])
    func matches(_ pattern: String, _ text: String, _ expected: [String?]?) throws {
        #expect(try match(pattern, text) == expected)
    }

    @Test("that is none is refused, in words", arguments: [
        "(", ")", "a)", "[a", "*a", "a**", "a{3,2}", "a{101}", #"\"#, "(?=a)", "(?!a)", #"\1"#, #"\p"#, "[b-a]", "[é]", "[[:alpha:]]",
        String(repeating: "(", count: 60), "(a{100}){100}", String(repeating: "()", count: 40),
    ])
    func refused(_ pattern: String) {
        #expect(throws: TextPatternError.self) { try TextPattern(pattern) }
    }

    @Test("never thinks for long: what makes a backtracking engine explode is linear here", arguments: [
        "(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*)(.*)(.*)x", "(a?){60}a{60}b",
    ])
    func isBounded(_ pattern: String) throws {
        let text = String(repeating: "a", count: 1000) + "!"
        let clock = ContinuousClock()
        let pattern = try TextPattern(pattern)
        let bytes = Array(text.utf8)
        let time = clock.measure { _ = pattern.firstMatch(in: bytes.span) }
        // A debug build on a busy machine; a backtracking engine would not come back in this life.
        #expect(time < .seconds(20))
    }

    @Test("replaces every match, with its groups", arguments: [
        ("a", "banana", "o", "bonono"), ("(\\w+)@(\\w+)", "me@here you@there", "$2.$1", "here.me there.you"),
        ("x*", "abc", "-", "-a-b-c-"), ("(?P<n>b)", "abc", "[${n}${1}$9$]", "a[bb$]c"), ("^/old", "/old/old", "/new", "/new/old"),
        ("z", "abc", "-", "abc"), ("", "", "x", "x"),
    ])
    func replaces(_ pattern: String, _ text: String, _ replacement: String, _ expected: String) throws {
        let result = try TextPattern(pattern).replacingMatches(in: Array(text.utf8), with: Array(replacement.utf8))
        #expect(String(decoding: result, as: UTF8.self) == expected)
    }
}
