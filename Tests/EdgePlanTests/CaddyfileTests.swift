import EdgeCore
import TestSupport
import Testing

@testable import edge

/// Files as people write them for chats and small sites, in Caddy's words: each loads, and behaves.
@Suite("Caddyfiles as people write them")
struct CaddyfileTests {
    /// A file, and what is asked of it: method, target, status, words in the answer. Nothing asked: it has to load.
    static let files: [(String, [(String, String, Int, String)])] = [
        ("chat.example.com\n\nreverse_proxy localhost:8080\n", []),
        ("chat.example.com {\n\treverse_proxy localhost:8080\n}\n", []),
        ("{\n\temail me@example.com\n}\n\nchat.example.com, www.chat.example.com {\n\treverse_proxy localhost:8080\n}\n", []),
        ("chat.example.com {\n\ttls internal\n\tencode gzip\n\treverse_proxy localhost:8080\n}\n", []),
        ("www.example.com {\n\tredir https://example.com{uri} permanent\n}\n\nexample.com {\n\treverse_proxy localhost:8080\n}\n", []),
        ("chat.example.com {\n\treverse_proxy localhost:8080 {\n\t\theader_up X-Real-IP {remote_host}\n\t}\n\theader {\n\t\t-Server\n\t\tStrict-Transport-Security \"max-age=31536000\"\n\t}\n}\n", []),
        (":80 {\n\treverse_proxy localhost:8080\n}\n", [("GET", "/x", 200, "GET /x HTTP/1.1")]),
        ("http:// {\n\trespond \"OK\"\n}\n", [("GET", "/", 200, "OK")]),
        ("http://chat.example.com {\n\treverse_proxy /ws localhost:8080\n\treverse_proxy localhost:8080\n}\n", [("GET", "/ws", 200, "GET /ws")]),
        ("http://chat.example.com {\n\thandle_path /api/* {\n\t\treverse_proxy localhost:8080\n\t}\n\thandle {\n\t\trespond \"app\"\n\t}\n}\n",
            [("GET", "/api/v1", 200, "GET /v1 HTTP"), ("GET", "/", 200, "app")]),
        ("http://chat.example.com {\n\t@api path /api/* /ws\n\thandle @api {\n\t\treverse_proxy localhost:8080\n\t}\n\trespond 404\n}\n",
            [("GET", "/ws", 200, "GET /ws"), ("GET", "/x", 404, "")]),
        ("http://chat.example.com {\n\t@blocked not remote_ip private_ranges\n\trespond @blocked 403\n\trespond \"welcome\"\n}\n", [("GET", "/", 200, "welcome")]),
        ("http://chat.example.com {\n\t@bots header_regexp User-Agent (?i)(bot|crawl|spider)\n\tabort @bots\n\trespond \"hi\"\n}\n", [("GET", "/", 200, "hi")]),
        ("http://chat.example.com {\n\t@maintenance not path /status\n\trespond @maintenance \"back at noon\" 503\n\trespond /status \"down\"\n}\n",
            [("GET", "/", 503, "back at noon"), ("GET", "/status", 200, "down")]),
        ("http://chat.example.com {\n\tredir /app /app/ 301\n\thandle_path /app/* {\n\t\treverse_proxy localhost:8080\n\t}\n}\n",
            [("GET", "/app", 301, "Location: /app/"), ("GET", "/app/x", 200, "GET /x")]),
        ("http://chat.example.com {\n\trewrite /healthz /api/health\n\treverse_proxy localhost:8080\n}\n", [("GET", "/healthz", 200, "GET /api/health")]),
        ("http://chat.example.com {\n\treverse_proxy localhost:8080\n\thandle_errors {\n\t\trespond \"{err.status_code} {err.status_text}\"\n\t}\n}\n",
            [("GET", "/", 200, "GET /")]),
        ("http://chat.example.com {\n\treverse_proxy 127.0.0.1:1 {\n\t\tlb_try_duration 0s\n\t}\n\thandle_errors 5xx {\n\t\trespond \"sorry\"\n\t}\n}\n",
            [("GET", "/", 503, "sorry")]),
        ("http://chat.example.com {\n\troute {\n\t\theader X-Order first\n\t\trespond \"done\"\n\t}\n}\n", [("GET", "/", 200, "X-Order: first")]),
        ("(headers) {\n\theader {\n\t\tX-Content-Type-Options nosniff\n\t\tReferrer-Policy no-referrer\n\t}\n}\n\nhttp://chat.example.com {\n\timport headers\n\trespond \"x\"\n}\n",
            [("GET", "/", 200, "Referrer-Policy: no-referrer")]),
        ("http://chat.example.com {\n\t@static path_regexp \\.(css|js|png)$\n\theader @static Cache-Control max-age=604800\n\treverse_proxy localhost:8080\n}\n",
            [("GET", "/app.css", 200, "Cache-Control: max-age=604800")]),
        ("http://chat.example.com {\n\trequest_body {\n\t\tmax_size 100MB\n\t}\n\treverse_proxy localhost:8080\n}\n", [("GET", "/", 200, "GET /")]),
        ("http://chat.example.com {\n\tlog {\n\t\toutput stdout\n\t\tformat json\n\t}\n\tlog_skip /api/health\n\treverse_proxy localhost:8080\n}\n", [("GET", "/api/health", 200, "GET /api")]),
        ("http://chat.example.com {\n\tencode zstd gzip\n\treverse_proxy localhost:8080\n}\n", [("GET", "/", 200, "Vary: Accept-Encoding")]),
        ("http://chat.example.com {\n\t@post {\n\t\tmethod POST\n\t\tpath /hook\n\t}\n\trespond @post \"taken\" 202\n\terror /hook \"POST only\" 405\n}\n",
            [("GET", "/hook", 405, "POST only")]),
        ("http://chat.example.com {\n\turi strip_prefix /v1\n\treverse_proxy localhost:8080\n}\n", [("GET", "/v1/x", 200, "GET /x"), ("GET", "/y", 200, "GET /y")]),
        ("http://chat.example.com {\n\treverse_proxy localhost:8080 {\n\t\tlb_policy round_robin\n\t\ttransport http {\n\t\t\tdial_timeout 2s\n\t\t\tresponse_header_timeout 30s\n\t\t}\n\t}\n}\n", [("GET", "/", 200, "GET /")]),
        ("http://chat.example.com {\n\trequest_header -Cookie\n\trequest_header X-Forwarded-Prefix /chat\n\treverse_proxy localhost:8080\n}\n", [("GET", "/", 200, "X-Forwarded-Prefix: /chat")]),
        ("http://chat.example.com {\n\t@preview query preview=*\n\trespond @preview \"preview {query.preview}\"\n\trespond \"plain\"\n}\n",
            [("GET", "/?preview=7", 200, "preview 7"), ("GET", "/", 200, "plain")]),
        ("http://chat.example.com {\n\thandle /.well-known/matrix/server {\n\t\theader Content-Type application/json\n\t\theader Access-Control-Allow-Origin *\n\t\trespond `{\"m.server\": \"chat.example.com:443\"}`\n\t}\n\treverse_proxy localhost:8080\n}\n",
            [("GET", "/.well-known/matrix/server", 200, "{\"m.server\""), ("GET", "/.well-known/matrix/server", 200, "Content-Type: application/json")]),
        ("http://status.example.com {\n\trespond \"status\"\n}\n\nhttp://chat.example.com {\n\treverse_proxy localhost:8080\n}\n", [("GET", "/", 200, "GET /")]),
        ("http://*.example.com {\n\t@chat host chat.example.com\n\thandle @chat {\n\t\treverse_proxy localhost:8080\n\t}\n\thandle {\n\t\tabort\n\t}\n}\n", [("GET", "/", 200, "GET /")]),
        ("http://chat.example.com {\n\troot * /etc\n\tfile_server\n}\n", [("GET", "/passwd", 200, "root:"), ("GET", "/nothing", 404, "")]),
        ("http://chat.example.com {\n\tencode gzip\n\thandle /api/* {\n\t\treverse_proxy localhost:8080\n\t}\n\thandle {\n\t\troot * /etc\n\t\ttry_files {path} /passwd\n\t\tfile_server\n\t}\n}\n",
            [("GET", "/room/7", 200, "root:"), ("GET", "/api/x", 200, "GET /api/x")]),
        ("http://chat.example.com {\n\troot * /etc\n\t@static file\n\thandle @static {\n\t\tfile_server\n\t}\n\thandle {\n\t\treverse_proxy localhost:8080\n\t}\n}\n",
            [("GET", "/passwd", 200, "root:"), ("GET", "/ws", 200, "GET /ws")]),
        ("http://chat.example.com {\n\t@down file /edge-is-never-down.html {\n\t\troot /etc\n\t}\n\thandle @down {\n\t\trespond 503\n\t}\n\treverse_proxy localhost:8080\n}\n",
            [("GET", "/", 200, "GET /")]),
        ("http://chat.example.com {\n\troute {\n\t\tfile_server {\n\t\t\troot /etc\n\t\t\tpass_thru\n\t\t}\n\t\treverse_proxy localhost:8080\n\t}\n}\n",
            [("GET", "/passwd", 200, "root:"), ("POST", "/api/login", 200, "POST /api/login")]),
        ("http://chat.example.com {\n\troot * /etc\n\t@page file {path}.conf {path}/hostname /passwd\n\trewrite @page {http.matchers.file.relative}\n\tfile_server\n}\n",
            [("GET", "/room", 200, "root:")]),
        ("http://chat.example.com {\n\tbasic_auth /admin/* {\n\t\tadmin $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n\t}\n\treverse_proxy localhost:8080\n}\n",
            [("GET", "/admin/users", 401, "WWW-Authenticate: Basic"), ("GET", "/", 200, "GET /")]),
    ]

    @Test("at least thirty of them are asked something")
    func enough() { #expect(Self.files.count { !$0.1.isEmpty } >= 30) }

    @Test("load and behave", arguments: files)
    func behave(file: String, expectations: [(String, String, Int, String)]) async throws {
        guard !expectations.isEmpty else {
            #expect(try !Planning.plan(file).server.sites.isEmpty)
            return
        }
        let upstream = Planning.echo()
        let text = file.replacing("localhost:8080", with: "127.0.0.1:\(upstream.port)")
        try await Planning.serve(text) { edge in
            for (method, target, status, words) in expectations {
                let client = edge.connect()
                client.request(method, target)
                let answer = client.readResponse(to: method)
                #expect(answer?.status == status, "\(method) \(target)")
                let whole = "\(answer?.head ?? "")\r\n\r\n\(answer?.text ?? "")"
                #expect(words.isEmpty || whole.contains(words), "\(method) \(target): \(whole)")
            }
        }
        withExtendedLifetime(upstream) {}
    }
}
