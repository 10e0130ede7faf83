import Testing

@testable import EdgeCore

@Suite("A path of a condition")
struct PathPatternTests {
    @Test("fits by its stars, in any case", arguments: [
        ("/a", "/a", true), ("/a", "/A", true), ("/A", "/a", true), ("/a", "/a/", false), ("/a*", "/abc", true), ("/a*", "/b", false),
        ("/a/*", "/a", false), ("/a/*", "/a/", true), ("/a/*", "/a/b/c", true), ("*.php", "/x/y.PHP", true), ("*.php", "/x/y.php5", false),
        ("*/.git/*", "/x/.git/config", true), ("*/.git/*", "/.git", false), ("*", "/", true), ("/*", "/x", true),
        ("/a/*/c", "/a/b/c", true), ("/a/*/c", "/a/b/b/c", false), ("/a/*/c", "/a//c", true), ("/*/x*", "/a/xyz", true), ("/a/*b*/c", "/a/xbx/c", true),
        ("/a*b*c", "/aXbYbZc", true), ("/a*b*c", "/aXbYbZ", false), ("*", "", true), ("/abc", "/abd", false),
    ])
    func fits(_ pattern: String, _ path: String, _ expected: Bool) {
        var arena: [UInt8] = []
        let compiled = PathPattern(pattern, arena: &arena)
        let bytes = Array(path.utf8)
        #expect(compiled.matches(bytes.span, arena: arena) == expected)
        // A look at the beginning may say yes too often, never no.
        #expect(!expected || compiled.filter(arena: arena).lets(PathBeginning(bytes.span)))
    }

    @Test("is told from others by its beginning", arguments: [
        (["/abc"], "/abd", false), (["/abc"], "/ABC", true), (["/abc"], "/abcd", true), (["/abc"], "/ab", false), (["/part10/*"], "/part1/", false),
        (["/a/longer/path/than/16/*"], "/a/longer/path/t", true), (["/a/longer/path/than/16/*"], "/a/longer/path/x", false), (["/12345678"], "/12345679", false),
        (["/12345678"], "/1234567", false), (["/123456"], "/123456\u{0}", true), (["/api/*", "/ws"], "/ws", true), (["/api/*", "/ws"], "/api/x", true),
        (["/api/*", "/ap"], "/ax", false), (["/api/*", "*.png"], "/x", true), (["/a/*/c"], "/b/x/c", false), (["/a/*/c"], "/a/", true), (["*"], "", true),
    ] as [([String], String, Bool)])
    func filters(_ patterns: [String], _ path: String, _ expected: Bool) throws {
        var arena: [UInt8] = []
        let compiled = patterns.map { PathPattern($0, arena: &arena) }
        let filters = compiled.map { $0.filter(arena: arena) }
        let filter = filters.dropFirst().reduce(filters[0]) { $0.or($1) }
        #expect(filter.lets(PathBeginning(Array(path.utf8).span)) == expected)
    }

    @Test("is compared with what upstreams and file systems might take the target for", arguments: [
        ("/a/b", nil), ("/a?x=%20/../", nil), ("/%61dmin", "/admin"), ("//admin", "/admin"), ("/x/../admin", "/admin"), ("/x/./y", "/x/y"),
        ("/x/%2e%2e/admin", "/admin"), ("/a%2Fb", "/a/b"), ("/../../etc", "/etc"), ("/a/..", "/"), ("/a/.", "/a/"), ("/%zz", "/%zz"),
        ("/a//", "/a/"), ("/.well-known/x", "/.well-known/x"), ("/%2561", "/%61"),
    ] as [(String, String?)])
    func resolves(_ target: String, _ expected: String?) throws {
        let head = try requestHead("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        let path = RequestPath(head)
        #expect(path.resolved.map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}

@Suite("A template")
struct TemplateTests {
    @Test("takes its values from the request", arguments: [
        (.method, "GET"), (.host, "chat.example.com"), (.hostAndPort, "chat.example.com:8443"), (.port, "8443"), (.scheme, "https"),
        (.target, "/a/b%20c/d.txt?x=1&y=a%2Bb&z"), (.path, "/a/b%20c/d.txt"), (.pathSegment(1), "b%20c"), (.pathSegment(7), ""),
        (.fileName, "d.txt"), (.folder, "/a/b%20c/"), (.query, "x=1&y=a%2Bb&z"), (.queryValue("y"), "a%2Bb"), (.queryValue("z"), ""),
        (.queryValue("none"), ""), (.field("x-one"), "1"), (.field("none"), ""), (.cookie("b"), "2=3"), (.cookie("none"), ""), (.label(0), "com"),
        (.label(2), "chat"), (.label(9), ""), (.peerAddress, "203.0.113.9"), (.clientAddress, "203.0.113.9"), (.version, "HTTP/1.1"),
        (.capture("", 1), ""), (.errorStatus, ""), (.originalTarget, "/a/b%20c/d.txt?x=1&y=a%2Bb&z"), (.peerPort, "0"), (.upstream, ""),
    ] as [(RequestValue, String)])
    func values(_ value: RequestValue, _ expected: String) throws {
        let head = try requestHead(
            "GET /a/b%20c/d.txt?x=1&y=a%2Bb&z HTTP/1.1\r\nHost: chat.example.com:8443\r\nX-One: 1\r\nCookie: a=1; b=2=3\r\n\r\n")
        var record = ExchangeRecord()
        record.client = try #require(SocketAddress(literal: "203.0.113.9"))
        record.isSecure = true
        let template = CompiledTemplate(Template([.text("<"), .value(value), .text(">")]))
        let text = template.filled(RequestValues(request: head, record: record))
        #expect(String(decoding: text, as: UTF8.self) == "<\(expected)>")
    }

    @Test("gives each request one number of its own")
    func uuid() {
        let (first, second) = (RouteState(), RouteState())
        #expect(first.uuid == first.uuid && first.uuid != second.uuid)
        let text = String(decoding: first.uuid, as: UTF8.self)
        #expect(text.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil, "\(text)")
    }
}

@Suite("A change of the target")
struct TargetEditingTests {
    private func edited(_ target: String, _ body: (RequestHead, RouteState, RequestValues) -> Void) throws -> String {
        let head = try requestHead("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        let state = RouteState()
        body(head, state, RequestValues(request: head, record: ExchangeRecord(), state: state))
        if head.targetText != target { #expect(state.originalTarget.map { head.fields.text(in: $0) } == target) }
        return head.targetText
    }

    @Test("rewrites keep the query where they name none", arguments: [
        ("/a?x=1", "/b", "/b?x=1"), ("/a?x=1", "/b?", "/b?"), ("/a?x=1", "/b?y=2", "/b?y=2"), ("/a", "b c", "/b%20c"), ("/a", "/\r\nX: y", "/%0D%0AX:%20y"),
    ])
    func rewrites(_ target: String, _ text: String, _ expected: String) throws {
        #expect(try edited(target) { head, state, _ in TargetEditing.rewrite(head, to: Array(text.utf8), state: state) } == expected)
    }

    @Test("edits path and query", arguments: [
        (.removePrefix("/api"), "/api/x?q", "/x?q"), (.removePrefix("/api"), "/API/x", "/x"), (.removePrefix("/api"), "/api", "/"),
        (.removePrefix("/api"), "/%61pi/a%2Fb", "/a%2Fb"), (.removePrefix("/api"), "//api/a b".replacing(" ", with: "%20"), "/a%20b"),
        (.removePrefix("/api"), "/other", "/other"), (.removeSuffix(".html"), "/a.html?x", "/a?x"), (.removeSuffix(".html"), "/a", "/a"),
        (.replace("a", with: "b", limit: nil), "/aa?a", "/bb?b"), (.replace("a", with: "b", limit: 1), "/aa?a", "/ba?a"),
    ] as [(TargetEdit, String, String)])
    func edits(_ edit: TargetEdit, _ target: String, _ expected: String) throws {
        #expect(try edited(target) { TargetEditing.apply(edit, to: $0, state: $1, $2) } == expected)
    }

    @Test("replaces what a pattern fits in the path alone")
    func patterns() throws {
        let edit = TargetEdit.replaceMatches(try TextPattern("/+([0-9]+)"), with: "/n/$1")
        #expect(try edited("//1/22?/33") { TargetEditing.apply(edit, to: $0, state: $1, $2) } == "/n/1/n/22?/33")
    }
}
