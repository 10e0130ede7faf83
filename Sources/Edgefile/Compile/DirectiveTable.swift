/// All directives that handle requests, in Caddy's standard order with those of our own in between.
enum DirectiveTable {
    static var kinds: [DirectiveKind] { preparing + changing + guarding + grouping + answering }

    /// The place in the order; names that mean the same share one.
    static let order = [
        "root", "log_skip", "header", "request_body", "allow", "redir", "method", "rewrite", "uri", "try_files",
        "rate_limit", "basic_auth", "request_header", "encode", "handle", "route", "abort", "error", "respond",
        "reverse_proxy", "file_server",
    ]

    private static var preparing: [DirectiveKind] {
        [
            DirectiveKind(names: ["root"], usage: "root * /srv", prefersValue: true, counts: 1...1) { line in
                .root(line.compiler.template(line.words[0]))
            },
            DirectiveKind(names: ["log_skip", "skip_log"], usage: "log_skip /api/health", counts: 0...0) { _ in .logSkip
            },
            DirectiveKind(names: ["header"], usage: "header X-Frame-Options DENY", takesBlock: true, counts: 0...3) {
                line in
                line.compiler.headers(line.statement, line.words[...]).map { .header($0) }
            },
            DirectiveKind(names: ["request_body"], usage: "request_body {", takesBlock: true, counts: 0...0) { line in
                .requestBody(line.compiler.requestBody(line.statement))
            },
            DirectiveKind(names: ["max_body"], usage: "max_body 110MiB", counts: 1...1) { line in
                line.compiler.size(line.words[0]).map { size in
                    var body = RequestBody()
                    body.maxSize = size
                    return .requestBody(body)
                }
            },
        ]
    }

    private static var changing: [DirectiveKind] {
        [
            DirectiveKind(
                names: ["redir"], usage: "redir /old /new permanent", prefersValue: true, counts: 1...2
            ) { $0.compiler.redirect($0) },
            DirectiveKind(names: ["method"], usage: "method GET", counts: 1...1) { line in
                .method(line.words[0].text.uppercased())
            },
            DirectiveKind(names: ["rewrite"], usage: "rewrite /old /new", prefersValue: true, counts: 1...1) { line in
                .rewrite(line.compiler.template(line.words[0]))
            },
            DirectiveKind(names: ["uri"], usage: "uri strip_prefix /api", counts: 2...4) { line in
                line.compiler.uri(line).map { .uri($0) }
            },
            DirectiveKind(
                names: ["try_files"], usage: "try_files {path} /index.html", takesMatcher: false, counts: 1...Int.max
            ) { line in .tryFiles(TryFiles(candidates: line.words.map(line.compiler.template))) },
            DirectiveKind(
                names: ["request_header"], usage: "request_header X-Site chat", takesBlock: true, counts: 0...3
            ) { line in line.compiler.headers(line.statement, line.words[...]).map { .requestHeader($0) } },
            DirectiveKind(names: ["encode"], usage: "encode gzip", takesBlock: true, counts: 0...Int.max) { line in
                .encode(line.compiler.encode(line))
            },
        ]
    }

    private static var guarding: [DirectiveKind] {
        [
            DirectiveKind(names: ["allow"], usage: "allow 10.0.0.0/8", counts: 1...Int.max) { line in
                .access(.allow(line.words.compactMap { line.compiler.addressRange($0, allowsAll: true) }))
            },
            DirectiveKind(names: ["deny"], usage: "deny all", counts: 1...Int.max) { line in
                .access(.deny(line.words.compactMap { line.compiler.addressRange($0, allowsAll: true) }))
            },
            DirectiveKind(
                names: ["rate_limit"], usage: "rate_limit /api/login 5/1m burst 10", takesBlock: true, counts: 0...3
            ) { line in line.compiler.rateLimit(line).map { .rateLimit($0) } },
            DirectiveKind(names: ["basic_auth", "basicauth"], usage: "basic_auth {", takesBlock: true, counts: 0...2) {
                line in
                .basicAuth(line.compiler.basicAuth(line))
            },
        ]
    }

    private static var grouping: [DirectiveKind] {
        [
            DirectiveKind(names: ["handle"], usage: "handle /api/* {", takesBlock: true, counts: 0...0) { line in
                line.compiler.nested(line).map { .handle($0) }
            },
            DirectiveKind(names: ["handle_path"], usage: "handle_path /api/* {", takesBlock: true, counts: 0...0) {
                $0.compiler.handlePath($0)
            },
            DirectiveKind(names: ["route"], usage: "route {", takesBlock: true, counts: 0...0) { line in
                line.compiler.nested(line, ordered: false).map { .route($0) }
            },
        ]
    }

    private static var answering: [DirectiveKind] {
        [
            DirectiveKind(names: ["abort"], usage: "abort /admin/*", counts: 0...0) { _ in .abort },
            DirectiveKind(names: ["error"], usage: "error /secret/* \"not here\" 404", counts: 1...2) { line in
                line.compiler.errorResponse(line).map { .error($0) }
            },
            DirectiveKind(names: ["respond"], usage: "respond /hello \"Hello\" 200", takesBlock: true, counts: 0...2) {
                $0.compiler.respond($0)
            },
            DirectiveKind(
                names: ["reverse_proxy"], usage: "reverse_proxy localhost:8080", takesBlock: true, counts: 0...Int.max
            ) { line in .reverseProxy(line.compiler.reverseProxy(line.statement, line.words[...])) },
            DirectiveKind(names: ["file_server"], usage: "file_server browse", takesBlock: true, counts: 0...1) {
                line in
                line.compiler.fileServer(line).map { .fileServer($0) }
            },
        ]
    }
}
