import Testing

@testable import EdgeCore

/// Forwards a request as an exchange does: who the client is, then what the upstream is told.
func forward(
    _ lines: String, from peer: String = "203.0.113.9", trusting trusted: TrustedProxies = TrustedProxies(),
    isSecure: Bool = false, edits: [FieldEdit] = [], start: String = "GET / HTTP/1.1"
) throws -> (lines: [String], record: ExchangeRecord, request: RequestHead) {
    let head = try requestHead("\(start)\r\n\(lines)\r\n\r\n")
    var record = ExchangeRecord()
    record.client = try #require(SocketAddress(literal: peer)).normalized
    record.isSecure = isSecure
    ClientIdentity.resolve(head, trusted: trusted, into: &record)
    RequestForwarding.prepare(head, for: record)
    [CompiledFieldEdit](edits).apply(to: head, RequestValues(request: head, record: record))
    return (forwardedLines(head.fields), record, head)
}

func ranges(_ texts: String...) -> TrustedProxies {
    TrustedProxies(ranges: texts.compactMap { AddressRange($0) })
}

@Suite("Who the client is")
struct ClientIdentityTests {
    @Test("is the peer, whatever a stranger claims")
    func stranger() throws {
        let claims = (ClientAddressFields.names.map(\.description) + ["X-Forwarded-For", "X-Real-IP"])
            .map { "\($0): 198.51.100.1" }.joined(separator: "\r\n")
        let record = try forward("Host: a\r\n\(claims)\r\nX-Forwarded-Proto: https").record
        #expect(record.client.host == "203.0.113.9")
        #expect(!record.isSecure && !record.isFromTrustedProxy && !record.isSecureByProxy)
        // Trusting others changes nothing for this one.
        #expect(try forward("Host: a\r\n\(claims)", trusting: ranges("10.0.0.0/8")).record.client.host == "203.0.113.9")
    }

    static let chains: [(lines: String, client: String)] = [
        ("X-Forwarded-For: 198.51.100.1", "198.51.100.1"),
        // From the right: what stands to the left of the first stranger was written by that stranger.
        ("X-Forwarded-For: 192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("X-Forwarded-For: 192.0.2.66, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("X-Forwarded-For: 192.0.2.66, 198.51.100.1, 10.0.0.7,10.1.2.3 ,\t10.9.9.9", "198.51.100.1"),
        ("X-Forwarded-For: 10.0.0.99, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("X-Forwarded-For: 192.0.2.66\r\nx-forwarded-for: 198.51.100.1\r\nX-Forwarded-For: 10.0.0.7", "198.51.100.1"),
        // All of them trusted: the first one is where it began.
        ("X-Forwarded-For: 10.0.0.5, 10.0.0.6", "10.0.0.5"),
        // Forms that proxies write.
        ("X-Forwarded-For: 198.51.100.1:4711", "198.51.100.1"), ("X-Forwarded-For: [2001:db8::1]:4711", "2001:db8::1"),
        ("X-Forwarded-For: [2001:db8::1]", "2001:db8::1"), ("X-Forwarded-For: 2001:DB8:0:0::1", "2001:db8::1"),
        ("X-Forwarded-For: ::ffff:198.51.100.1", "198.51.100.1"),
        ("X-Forwarded-For: [::ffff:198.51.100.1]:80", "198.51.100.1"),
        ("X-Forwarded-For: 198.51.100.1, ::ffff:10.0.0.7", "198.51.100.1"),
        // What is no address ends the chain: nothing to its left is believed.
        ("X-Forwarded-For: 198.51.100.1, unknown", "10.0.0.1"), ("X-Forwarded-For: unknown", "10.0.0.1"),
        ("X-Forwarded-For: 198.51.100.1, unknown, 10.0.0.7", "10.0.0.7"),
        ("X-Forwarded-For: 198.51.100.1, 010.0.0.7", "10.0.0.1"), ("X-Forwarded-For: 198.51.100.1;x", "10.0.0.1"),
        ("X-Forwarded-For:", "10.0.0.1"), ("X-Forwarded-For: ,", "10.0.0.1"),
        // Fields that were not named are not read, whoever sends them.
        ("CF-Connecting-IP: 198.51.100.1", "10.0.0.1"), ("X-Real-IP: 198.51.100.1", "10.0.0.1"),
        ("X_Forwarded_For: 198.51.100.1", "10.0.0.1"), ("Forwarded: for=198.51.100.1", "10.0.0.1"),
    ]

    @Test("is read from the right past trusted addresses, when the peer is trusted", arguments: chains)
    func chain(_ lines: String, _ client: String) throws {
        let result = try forward("Host: a\r\n\(lines)", from: "10.0.0.1", trusting: ranges("10.0.0.0/8"))
        #expect(result.record.client.host == client)
        #expect(result.record.isFromTrustedProxy)
        #expect(result.lines.filter { $0.hasPrefix("X-Forwarded-For") } == ["X-Forwarded-For: \(client)"])
        #expect(result.lines.filter { $0.hasPrefix("X-Real-IP") } == ["X-Real-IP: \(client)"])
    }

    @Test("takes an IPv4-mapped peer for the IPv4 address that it is")
    func mapped() throws {
        let lines = "Host: a\r\nX-Forwarded-For: 198.51.100.1"
        #expect(
            try forward(lines, from: "::ffff:10.0.0.1", trusting: ranges("10.0.0.0/8")).record.client.host
                == "198.51.100.1")
        #expect(
            try forward(lines, from: "10.0.0.1", trusting: ranges("::ffff:10.0.0.0/104")).record.client.host
                == "198.51.100.1")
        #expect(try forward(lines, from: "::ffff:203.0.113.9").lines.contains("X-Forwarded-For: 203.0.113.9"))
    }

    @Test("is what Cloudflare says where its field is named, and only from its ranges")
    func cloudflare() throws {
        let trusted = TrustedProxies(
            ranges: AddressRange.cloudflare, clientAddressFields: ["CF-Connecting-IP", "X-Forwarded-For"])
        let lines = "Host: a\r\nCF-Connecting-IP: 198.51.100.1\r\nX-Forwarded-For: 192.0.2.66"
        #expect(try forward(lines, from: "173.245.48.1", trusting: trusted).record.client.host == "198.51.100.1")
        #expect(try forward(lines, from: "2606:4700::1", trusting: trusted).record.client.host == "198.51.100.1")
        #expect(try forward(lines, from: "173.245.64.1", trusting: trusted).record.client.host == "173.245.64.1")
        let second = "Host: a\r\nX-Forwarded-For: 198.51.100.2"
        #expect(try forward(second, from: "173.245.48.1", trusting: trusted).record.client.host == "198.51.100.2")
    }

    @Test("comes with the scheme that a trusted proxy tells")
    func scheme() throws {
        let trusted = ranges("10.0.0.0/8")
        let https = try forward("Host: a\r\nX-Forwarded-Proto: HTTPS", from: "10.0.0.1", trusting: trusted)
        #expect(https.record.isSecure && https.record.isSecureByProxy)
        #expect(https.lines.contains("X-Forwarded-Proto: https"))
        let http = try forward(
            "Host: a\r\nX-Forwarded-Proto: http", from: "10.0.0.1", trusting: trusted,
            isSecure: true)
        #expect(!http.record.isSecure && http.lines.contains("X-Forwarded-Proto: http"))
        let other = try forward(
            "Host: a\r\nX-Forwarded-Proto: wss", from: "10.0.0.1", trusting: trusted,
            isSecure: true)
        #expect(other.record.isSecure && other.lines.contains("X-Forwarded-Proto: https"))
        let stranger = try forward("Host: a\r\nX-Forwarded-Proto: https", trusting: trusted)
        #expect(!stranger.record.isSecure && stranger.lines.contains("X-Forwarded-Proto: http"))
    }
}

@Suite("What an upstream is told")
struct RequestForwardingTests {
    private static let own = [
        "X-Forwarded-For: 203.0.113.9", "X-Real-IP: 203.0.113.9", "X-Forwarded-Proto: http", "X-Forwarded-Host: a",
    ]

    @Test("is Host as the client sent it, and one client address")
    func ours() throws {
        #expect(try forward("Host: a").lines == ["Host: a"] + Self.own)
        #expect(try forward("hOsT:\tA.example.:81 ").lines.first == "Host: A.example.:81")
        #expect(try forward("Host: a", start: "GET http://b:8/ HTTP/1.1").lines.first == "Host: b:8")
        #expect(try forward("Host: a", isSecure: true).lines.contains("X-Forwarded-Proto: https"))
        #expect(try forward("Host: a", from: "2001:db8::1").lines.contains("X-Forwarded-For: 2001:db8::1"))
    }

    @Test("holds no claim of a stranger, in any spelling, whether or not others are trusted")
    func strangers() throws {
        let names =
            ClientAddressFields.names.map(\.description)
            + ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip"]
        for name in names {
            let underscored = String(name.map { $0 == "-" ? "_" : $0 })
            for spelling in [name, name.uppercased(), underscored, underscored.uppercased()] {
                let lines = "Host: a\r\n\(spelling): 198.51.100.1\r\n\(spelling): evil"
                #expect(try forward(lines).lines == ["Host: a"] + Self.own, "\(spelling)")
                let trusting = try forward(lines, trusting: ranges("10.0.0.0/8"))
                #expect(trusting.lines == ["Host: a"] + Self.own, "\(spelling)")
            }
        }
    }

    @Test("keeps a trusted proxy's X-Forwarded-Host, and nobody else's")
    func forwardedHost() throws {
        let lines = "Host: a\r\nX-Forwarded-Host: b"
        let trusted = try forward(lines, from: "10.0.0.1", trusting: ranges("10.0.0.1")).lines
        #expect(trusted.filter { $0.contains("Forwarded-Host") } == ["X-Forwarded-Host: b"])
        #expect(try forward(lines).lines.filter { $0.contains("Forwarded-Host") } == ["X-Forwarded-Host: a"])
        let claims = try forward(
            "\(lines)\r\nForwarded: for=1\r\nTrue-Client-IP: 1.2.3.4", from: "10.0.0.1",
            trusting: ranges("10.0.0.1"))
        #expect(!claims.lines.contains { $0.hasPrefix("Forwarded:") || $0.hasPrefix("True") })
    }

    @Test("holds no hop-by-hop field, and none that a Connection line nominates (RFC 9110 §7.6.1)")
    func hopByHop() throws {
        let lines = """
            Host: a\r
            Connection: keep-alive, X-One\r
            Keep-Alive: timeout=5\r
            Proxy-Connection: keep-alive\r
            TE: trailers\r
            Trailer: X\r
            Upgrade: websocket\r
            HTTP2-Settings: AAMAAABkAAQAAP__\r
            connection: x-TWO\r
            X-One: 1\r
            X-Two: 2\r
            X-Three: 3
            """
        #expect(try forward(lines).lines == ["X-Three: 3", "Host: a"] + Self.own)
    }

    @Test("cannot be robbed of length, Host or the client's address by a Connection line")
    func nominations() throws {
        let names = "Content-Length, Host, X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host, X-Real-IP, close"
        let result = try forward(
            "Host: a\r\nConnection: \(names)\r\nContent-Length: 3\r\nX-Forwarded-For: 1.1.1.1",
            start: "POST / HTTP/1.1")
        #expect(result.lines == ["Content-Length: 3", "Host: a"] + Self.own)
        let chunked = try forward(
            "Host: a\r\nConnection: Transfer-Encoding\r\nTransfer-Encoding: chunked", start: "POST / HTTP/1.1")
        var buffer = ByteBuffer()
        HeadSerializer.append(chunked.request, connection: .persist, to: &buffer)
        #expect(buffer.bytes.text.hasSuffix("\r\nTransfer-Encoding: chunked\r\n\r\n"))
        let trusted = try forward(
            "Host: a\r\nConnection: X-Forwarded-For\r\nX-Forwarded-For: 198.51.100.1", from: "10.0.0.1",
            trusting: ranges("10.0.0.1"))
        #expect(trusted.lines.contains("X-Forwarded-For: 198.51.100.1"))
    }

    @Test("asks for 100 only where the client waits for it")
    func expectation() throws {
        let waits = "Host: a\r\nContent-Length: 1\r\nExpect: 100-continue"
        #expect(try forward(waits, start: "POST / HTTP/1.1").lines.contains("Expect: 100-continue"))
        #expect(try !forward("Host: a\r\nExpect: 100-continue").lines.contains { $0.hasPrefix("Expect") })
        #expect(try !forward(waits, start: "POST / HTTP/1.0").lines.contains { $0.hasPrefix("Expect") })
    }

    static let upgrades: [(value: String, goesOn: Bool)] = [
        ("websocket", true), ("WebSocket", true), ("websocket, foo", true), ("foo/1", true),
        // To other versions or wrappings of HTTP: h2c smuggling.
        ("h2c", false), ("H2C", false), ("h2c-14", false), ("websocket, h2c", false), ("HTTP/2.0", false),
        ("http/2.0", false), ("TLS/1.0", false), ("tls/1.2", false), ("foo, Tls/1.0, HTTP/1.1", false),
    ]

    @Test("is any upgrade but one to HTTP itself, in any case (RFC 9110 §7.8)", arguments: upgrades)
    func upgrade(_ value: String, _ goesOn: Bool) throws {
        let request = try forward("Host: a\r\nConnection: Upgrade\r\nUpgrade: \(value)").request
        #expect(request.asksForUpgrade == goesOn)
        var buffer = ByteBuffer()
        HeadSerializer.append(request, connection: request.asksForUpgrade ? .upgrade : .persist, to: &buffer)
        #expect(buffer.bytes.text.contains("Upgrade") == goesOn)
        #expect(buffer.bytes.text.contains("Connection: Upgrade\r\nUpgrade: \(value)\r\n\r\n") == goesOn)
    }

    @Test("passes everything else as it came")
    func untouched() throws {
        let lines = [
            "Cookie: a=b", "cookie: c=d", "Authorization: Bearer x", "Accept: */*", "Sec-WebSocket-Key: x",
            "Via: 1.1 y",
            "X-Request-ID: 7", "Content-Type: text/plain", "Range: bytes=0-1", "If-None-Match: \"x\"",
            "Origin: https://a",
        ]
        #expect(try forward((["Host: a"] + lines).joined(separator: "\r\n")).lines == lines + ["Host: a"] + Self.own)
    }

    @Test("can be edited by the configuration last, even where the line is ours")
    func edits() throws {
        let edits: [FieldEdit] = [
            .set(name: "Host", value: "inner"), .remove(name: "X-Real-IP"),
            .set(name: "X-Forwarded-For", value: "0.0.0.0"),
        ]
        let lines = try forward("Host: a\r\nX: 1", edits: edits).lines
        #expect(
            lines == [
                "X: 1", "X-Forwarded-Proto: http", "X-Forwarded-Host: a", "Host: inner", "X-Forwarded-For: 0.0.0.0",
            ])
    }
}

@Suite("What a client is told of an upstream's answer")
struct ResponseForwardingTests {
    private func prepared(_ head: ResponseHead, edits: [FieldEdit] = []) -> [String] {
        ResponseForwarding.prepare(head) { $0.append("Date", "ours") }
        [CompiledFieldEdit](edits).apply(to: head, RequestValues(request: RequestHead(), record: ExchangeRecord()))
        return forwardedLines(head.fields)
    }

    @Test("holds no hop-by-hop field, nominated ones included (RFC 9110 §7.6.1)")
    func hopByHop() throws {
        let head = try responseHead(
            "HTTP/1.1 200 OK\r\nDate: x\r\nConnection: X-A, close\r\nKeep-Alive: 1\r\nX-A: 1\r\nX-B: 2\r\nUpgrade: h2c\r\n"
                + "connection: x-c\r\nX-C: 3\r\nTransfer-Encoding: chunked\r\nTrailer: y\r\nSet-Cookie: a\r\nset-cookie: b\r\n\r\n"
        )
        #expect(prepared(head) == ["Date: x", "X-B: 2", "Set-Cookie: a", "set-cookie: b"])
    }

    @Test("keeps its length although Connection nominates it")
    func length() throws {
        let head = try responseHead(
            "HTTP/1.1 200 OK\r\nDate: x\r\nConnection: Content-Length\r\nContent-Length: 4\r\n\r\n")
        #expect(prepared(head) == ["Date: x", "Content-Length: 4"])
    }

    @Test("always has a Date (RFC 9110 §6.6.1)")
    func date() throws {
        #expect(prepared(try responseHead("HTTP/1.1 200 OK\r\nX: 1\r\n\r\n")) == ["X: 1", "Date: ours"])
        #expect(prepared(try responseHead("HTTP/1.1 200 OK\r\ndate: theirs\r\n\r\n")) == ["date: theirs"])
        let nominated = try responseHead("HTTP/1.1 200 OK\r\nConnection: date\r\nDate: theirs\r\n\r\n")
        #expect(prepared(nominated) == ["Date: ours"])
    }

    @Test("has no length where there can be no content (RFC 9110 §8.6)")
    func noContent() throws {
        #expect(prepared(try responseHead("HTTP/1.1 204 x\r\nDate: x\r\nContent-Length: 5\r\n\r\n")) == ["Date: x"])
        let early = try responseHead("HTTP/1.1 103 x\r\nContent-Length: 5\r\nLink: </a>\r\nConnection: x\r\n\r\n")
        ResponseForwarding.prepareInterim(early)
        #expect(forwardedLines(early.fields) == ["Link: </a>"])
        // To a HEAD, and with 304, the length is that of what is not sent.
        let head = try responseHead("HTTP/1.1 200 x\r\nDate: x\r\nContent-Length: 5\r\n\r\n", to: .head)
        #expect(prepared(head) == ["Date: x", "Content-Length: 5"])
    }

    @Test("of an upgrade is the upstream's own words")
    func upgrade() throws {
        let head = try responseHead(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n"
                + "Content-Length: 0\r\n\r\n")
        ResponseForwarding.prepareUpgrade(head)
        var buffer = ByteBuffer()
        HeadSerializer.append(head, isChunked: false, connection: .upgrade, to: &buffer)
        #expect(
            buffer.bytes.text
                == "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
    }

    @Test("is edited by the configuration last")
    func edits() throws {
        let head = try responseHead("HTTP/1.1 200 OK\r\nServer: x\r\nDate: x\r\n\r\n")
        let edits: [FieldEdit] = [.remove(name: "Server"), .set(name: "Date", value: "y"), .add(name: "A", value: "1")]
        #expect(prepared(head, edits: edits) == ["Date: y", "A: 1"])
    }
}

@Suite("Answers of our own")
struct LocalResponseTests {
    @Test("speak the language of who asks: JSON below /api/, a page for browsers, a line for others")
    func languages() throws {
        let failure = Failure.noUpstream
        let api = LocalResponse.failure(
            failure,
            for: try requestHead("GET /api/x HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n"))
        #expect(api.contentType == "application/json")
        #expect(
            String(decoding: api.body, as: UTF8.self)
                == #"{"error":{"code":"service_unavailable","message":"The server behind this one is away; please try again shortly."}}"#
        )
        let page = LocalResponse.failure(
            failure, for: try requestHead("GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html,*/*;q=0.8\r\n\r\n"))
        #expect(page.contentType == "text/html; charset=utf-8")
        #expect(String(decoding: page.body, as: UTF8.self).contains("<h1>503 Service Unavailable</h1>"))
        let line = LocalResponse.failure(failure, for: try requestHead("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(
            String(decoding: line.body, as: UTF8.self)
                == "503 The server behind this one is away; please try again shortly.\n")
        for answer in [api, page, line] {
            #expect(answer.status == 503)
            #expect(answer.fields.contains { $0 == ("Retry-After", "5") })
            #expect(answer.fields.contains { $0 == ("Cache-Control", "no-store") })
        }
    }

    @Test(
        "redirect to HTTPS with host, path and query, and a port only where it is not 443",
        arguments: [
            ("GET /a?b=c HTTP/1.1\r\nHost: chat.example.com:80", 443, "https://chat.example.com/a?b=c"),
            ("GET / HTTP/1.1\r\nHost: chat.example.com", 8443, "https://chat.example.com:8443/"),
            ("GET / HTTP/1.1\r\nHost: [2001:db8::1]:80", 443, "https://[2001:db8::1]/"),
            ("GET / HTTP/1.1\r\nHost: [2001:db8::1]", 8443, "https://[2001:db8::1]:8443/"),
            ("OPTIONS * HTTP/1.1\r\nHost: a", 443, "https://a/"),
            ("GET http://b/x HTTP/1.1\r\nHost: a", 443, "https://b/x"),
        ])
    func redirect(_ head: String, _ port: Int, _ location: String) throws {
        let request = try requestHead("\(head)\r\n\r\n")
        let range = request.hostRange
        let text = request.fields.text(in: range)
        let host = text.contains(":") ? "[\(text)]" : text
        let answer = LocalResponse.redirectToHTTPS(request, host: host, port: port)
        #expect(answer.status == 308 && answer.closesConnection && answer.body.isEmpty)
        #expect(String(decoding: answer.location, as: UTF8.self) == location)
    }

    @Test("tell each status in words and with a code of its own")
    func words() {
        var codes = Set<String>()
        let statuses = [400, 404, 408, 413, 414, 421, 429, 431, 500, 502, 503, 504]
        for status in statuses {
            codes.insert(FailureText.code(for: status))
            #expect(FailureText.message(for: status).hasSuffix("."))
        }
        #expect(codes.count == statuses.count)
        #expect(FailureText.code(for: 418) == "http_418")
    }

    @Test(
        "find host and path of a target",
        arguments: [
            ("GET /a/b?c HTTP/1.1\r\nHost: x:81", "x", "/a/b"), ("GET /?/a HTTP/1.1\r\nHost: x", "x", "/"),
            ("GET http://[::1]:8/y?z HTTP/1.1\r\nHost: x", "::1", "/y"), ("OPTIONS * HTTP/1.1\r\nHost: x.", "x.", "*"),
        ])
    func parts(_ head: String, _ host: String, _ path: String) throws {
        let request = try requestHead("\(head)\r\n\r\n")
        #expect(request.fields.text(in: request.hostRange) == host)
        #expect(request.fields.text(in: RequestPath.range(request.targetRange, request.fields)) == path)
    }
}
