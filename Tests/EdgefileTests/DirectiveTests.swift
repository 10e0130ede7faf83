import Edgefile
import Testing

@Suite("Directives")
struct DirectiveTests {
    private func directives(_ body: String) throws -> [Directive] {
        try #require(parse("a.example.com {\n\(body)\n}\n").get().sites.first).directives
    }

    @Test("apply in Caddy's order, not the file's")
    func order() throws {
        let body =
            "reverse_proxy b:1\nfile_server\nencode gzip\nheader A b\nrespond /x 200\nredir /a /b\nrewrite /c /d\nroot * /srv\nhandle /h {\n}\nrequest_header A b\nbasic_auth {\nu $2a$1\n}\ndeny all"
        let names = try directives(body).map(\.name)
        #expect(
            names == [
                "root", "header", "deny", "redir", "rewrite", "basic_auth", "request_header", "encode", "handle",
                "respond", "reverse_proxy",
                "file_server",
            ])
    }

    @Test("inside route they keep the order of the file")
    func route() throws {
        guard case .route(let inner) = try directives("route {\nrespond 200\nheader A b\nroot * /x\n}")[0].action else {
            throw Missing()
        }
        #expect(inner.map(\.name) == ["respond", "header", "root"])
    }

    @Test("of one name take the longest path first, and the one without a matcher last")
    func paths() throws {
        let found = try directives(
            "handle {\n}\nhandle /a* {\n}\nhandle_path /a/long/* {\n}\nhandle /a {\n}\nhandle /b/* {\n}")
        #expect(found.map { $0.matcher?.singlePath } == ["/a/long/*", "/b/*", "/a", "/a*", nil])
    }

    @Test("allow and deny keep the order of the file")
    func access() throws {
        #expect(try directives("deny 10.0.0.9\nallow 10.0.0.0/8\ndeny all").map(\.name) == ["deny", "allow", "deny"])
    }

    @Test(
        "redirects",
        arguments: [
            ("redir https://x{uri}", nil, false), ("redir /a /b permanent", 301, false),
            ("redir /a /b 308", 308, false), ("redir * /b html", nil, true),
        ] as [(String, Int?, Bool)])
    func redirects(_ line: String, _ status: Int?, _ isHTML: Bool) throws {
        guard case .redirect(let redirect) = try directives(line)[0].action else { throw Missing() }
        #expect(redirect.status?.value == status)
        #expect(redirect.isHTML == isHTML)
    }

    @Test(
        "answers",
        arguments: [
            ("respond 204", nil, 204), ("respond \"hi\"", "hi", nil), ("respond /x \"hi\" 201", "hi", 201),
            ("respond \"404\"", "404", nil),
        ]
            as [(String, String?, Int?)])
    func answers(_ line: String, _ body: String?, _ status: Int?) throws {
        guard case .respond(let respond) = try directives(line)[0].action else { throw Missing() }
        #expect(respond.body?.literal == body)
        #expect(respond.status?.value == status)
    }

    @Test("placeholders are found, long forms made short, JSON left alone")
    func placeholders() throws {
        guard
            case .respond(let respond) = try directives(
                "respond `{\"a\": \"{http.request.host}\"} \\{host} {header.User-Agent}`")[0].action
        else { throw Missing() }
        #expect(
            respond.body?.parts == [
                .literal("{\"a\": \""), .placeholder(Placeholder(name: "host")), .literal("\"} {host} "),
                .placeholder(Placeholder(name: "header", argument: "User-Agent")),
            ])
    }

    @Test("matchers join lines of one kind and keep those of different kinds apart")
    func matchers() throws {
        let body =
            "@m {\npath /a /b\npath /c\nmethod get\nheader X 1\nheader x 2\nheader !Y\nnot {\nhost B.c\nclient_ip 10.0.0.0/8\n}\n}\nabort @m"
        let matcher = try #require(try directives(body)[0].matcher)
        let network = try #require(AddressRange("10.0.0.0/8"))
        #expect(
            matcher.conditions == [
                .path(["/a", "/b", "/c"]), .method(["GET"]), .header(name: "X", values: ["1", "2"]),
                .headerAbsent(name: "Y"),
                .not([.host(["b.c"]), .clientIP([network])]),
            ])
    }

    @Test("a single path behind root, rewrite and redir is the value")
    func values() throws {
        let found = try directives("root /srv\nrewrite /index.html\nredir /elsewhere")
        #expect(found.map(\.matcher) == [nil, nil, nil])
    }

    @Test(
        "header edits",
        arguments: [
            ("header A b", "A", "set"), ("header +A b", "A", "add"), ("header ?A b", "A", "setDefault"),
            ("header -A*", "A*", "remove"), ("header A: b c", "A", "replace"), ("header >A b", "A", "set"),
        ])
    func headers(_ line: String, _ name: String, _ kind: String) throws {
        guard case .header(let edits) = try directives(line)[0].action else { throw Missing() }
        #expect(edits.map(\.name) == [name])
        #expect("\(edits[0].operation)".hasPrefix(kind))
        #expect(edits[0].isDeferred == line.contains(">"))
    }

    @Test("a rate is events, a window and a burst")
    func rates() throws {
        guard case .rateLimit(let limit) = try directives("rate_limit /api/login 5/1m burst 10")[0].action else {
            throw Missing()
        }
        #expect(limit.events == 5)
        #expect(limit.window == .seconds(60))
        #expect(limit.burst?.value == 10)
    }

    @Test("handle_path takes its prefix off")
    func handlePath() throws {
        guard case .handlePath(let inner, let prefix) = try directives("handle_path /api/* {\nabort\n}")[0].action
        else { throw Missing() }
        #expect(prefix == "/api")
        #expect(inner.map(\.action) == [.abort])
    }

    @Test("max_body is a request_body, for the site or for a path")
    func bodies() throws {
        let site = try #require(
            parse("a.example.com -> b:1 {\n\tmax_body 1KB\n\tmax_body /up 2KB\n}\n").get().sites.first)
        #expect(site.maxBody?.value == 1_000)
        #expect(site.directives.map(\.name) == ["request_body", "reverse_proxy"])
    }
}
