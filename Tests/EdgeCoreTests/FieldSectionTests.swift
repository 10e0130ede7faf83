import Testing

@testable import EdgeCore

@Suite("Field sections")
struct FieldSectionTests {
    @Test("forward what was not dropped, in order, whichever lines were dropped")
    func everyDrop() {
        let lines = (0..<6).map { ("X-\($0)", String(repeating: "v", count: $0)) }
        for mask in 0..<64 {
            var fields = section(lines)
            for index in 0..<6 where mask >> index & 1 == 1 { fields.drop(at: index) }
            // Lines of our own stand behind all others.
            fields.append("Own", "1")
            let kept = lines.indices.filter { mask >> $0 & 1 == 0 }.map { "\(lines[$0].0): \(lines[$0].1)" }
            #expect(forwardedLines(fields) == kept + ["Own: 1"], "mask \(mask)")
        }
    }

    @Test("forward a parsed head's lines as they came, byte for byte")
    func unchanged() throws {
        let lines = "hOsT:a\r\nX-One:\t1 \r\nX-Two:\r\nX-Three:  \u{E9}\r\n"
        let head = try requestHead("GET / HTTP/1.1\r\n\(lines)\r\n")
        #expect(forwardedText(head.fields) == lines)
    }

    @Test("forward nothing when there is nothing")
    func empty() throws {
        #expect(forwardedText(FieldSection()) == "")
        var fields = section([("A", "1"), ("B", "2")])
        fields.drop(at: 0)
        fields.drop(at: 1)
        #expect(forwardedText(fields) == "")
        #expect(forwardedText(try requestHead("GET / HTTP/1.0\r\n\r\n").fields) == "")
    }

    @Test("drop lines by name in any case")
    func dropByName() {
        var fields = section([("X-Key", "1"), ("x-KEY", "2"), ("X-Keys", "3"), ("Cookie", "4"), ("cookie", "5")])
        fields.dropAll(named: Array("x-key".utf8))
        fields.dropAll(.cookie)
        #expect(forwardedLines(fields) == ["X-Keys: 3"])
        let forwardsCookie = fields.forwards(.cookie)
        #expect(!forwardsCookie)
    }

    @Test("find values and list elements over several lines (RFC 9110 §5.6.1)")
    func lookUp() {
        let fields = section([
            ("Accept", "text/plain, TEXT/HTML;q=0.9"), ("Connection", " a ,, b"), ("Connection", "c"), ("Via", "1.1 x"),
        ])
        let facts = [
            fields.text(.via) == "1.1 x", fields.text(.cookie) == nil, fields.has(.via, "1.1 x"),
            !fields.has(.via, "1.1"),
            fields.list(.connection, contains: "a"), fields.list(.connection, contains: "b"),
            fields.list(.connection, contains: "c"), !fields.list(.connection, contains: "d"),
            !fields.list(.connection, contains: ""), fields.list(.accept, hasElementBeginningWith: "text/html"),
            !fields.list(.accept, hasElementBeginningWith: "image/"),
        ]
        #expect(!facts.contains(false), "\(facts)")
    }

    @Test("know which names Connection nominates, in any line and any case (RFC 9110 §7.6.1)")
    func nominated() {
        let fields = section([
            ("Connection", "close, x-ONE"), ("connection", "X-Two ,x-thre"), ("X-One", "1"), ("x-two", "2"),
            ("X-Three", "3"),
        ])
        let nominated = fields.lines.map { fields.isNominated($0) }
        #expect(nominated == [false, false, true, true, false])
    }

    @Test("split lists at commas, without empty elements")
    func lists() {
        let table: [(String, [String])] = [
            ("", []), (",", []), (" , ,", []), ("a", ["a"]), ("a,b", ["a", "b"]), (" a\t, \tb ,", ["a", "b"]),
            ("a b,c", ["a b", "c"]), (",,a", ["a"]),
        ]
        for (text, expected) in table {
            let bytes = Array(text.utf8)
            var found: [String] = []
            var elements = ListElements(bytes.span)
            while let element = elements.next() { found.append(element.text) }
            #expect(found == expected, "\(text.debugDescription)")
        }
    }

    @Test("are empty after their reuse")
    func reuse() {
        var fields = section([("A", "1")])
        fields.drop(at: 0)
        fields.removeAll()
        let isEmpty = fields.isEmpty
        #expect(isEmpty)
        fields.append("B", "2")
        #expect(forwardedLines(fields) == ["B: 2"])
        fields.release()
        fields.append("C", "3")
        #expect(forwardedLines(fields) == ["C: 3"])
    }

    @Test("recognise every name that something depends on, in any case")
    func names() {
        let table: [(String, FieldName)] = [
            ("Host", .host), ("Content-Length", .contentLength), ("Transfer-Encoding", .transferEncoding),
            ("Expect", .expect), ("Date", .date), ("Cookie", .cookie), ("Connection", .connection),
            ("Keep-Alive", .keepAlive), ("Proxy-Connection", .proxyConnection), ("TE", .te), ("Trailer", .trailer),
            ("Upgrade", .upgrade), ("HTTP2-Settings", .http2Settings), ("X-Forwarded-For", .xForwardedFor),
            ("X-Forwarded-Proto", .xForwardedProto), ("X-Forwarded-Host", .xForwardedHost), ("X-Real-IP", .xRealIP),
            ("CF-Connecting-IP", .cfConnectingIP), ("Accept", .accept), ("Accept-Encoding", .acceptEncoding),
            ("Authorization", .authorization), ("Content-Encoding", .contentEncoding), ("Content-Type", .contentType),
            ("User-Agent", .userAgent), ("Retry-After", .retryAfter), ("Server", .server), ("Via", .via),
            ("Sec-WebSocket-Key", .secWebSocketKey), ("Sec-WebSocket-Accept", .secWebSocketAccept),
            ("Sec-WebSocket-Version", .secWebSocketVersion),
        ]
        for (text, name) in table {
            for spelling in [text, text.lowercased(), text.uppercased()] {
                #expect(FieldName(Array(spelling.utf8).span) == name, "\(spelling)")
            }
            #expect(FieldName(Array("\(text)x".utf8).span) != name)
            #expect(FieldName(Array(text.dropLast().utf8).span) != name)
        }
        for other in ["", "X", "Transfer_Encoding", "Content_Length", "Set-Cookie", "X-Hosting"] {
            #expect(FieldName(Array(other.utf8).span) == .other, "\(other)")
        }
    }

    @Test("take every spelling of a client address for a claim, with dashes or underscores")
    func claims() {
        let ours = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP"]
        for name in ClientAddressFields.names.map(\.description) {
            let underscored = String(name.map { $0 == "-" ? "_" : $0 })
            for spelling in [name, name.uppercased(), underscored, underscored.uppercased()] {
                let found = FieldName(Array(spelling.utf8).span)
                let isKnown = found == .clientAddressClaim || found == .cfConnectingIP
                #expect(isKnown, "\(spelling)")
            }
        }
        for name in ours {
            for spelling in [String(name.map { $0 == "-" ? "_" : $0 }), name.replacingFirst("-", "_")] {
                #expect(FieldName(Array(spelling.utf8).span) == .clientAddressClaim, "\(spelling)")
            }
        }
        for innocent in ["X-Forwarded-Fo", "X-Request-ID", "Client-Hints", "X_Y", "Forwarded2", "Referer", "Origin"] {
            #expect(FieldName(Array(innocent.utf8).span) == .other, "\(innocent)")
        }
    }

    @Test("edit what a configuration asks for, and nothing else")
    func editing() throws {
        var fields = section([("A", "1"), ("a", "2"), ("B", "3"), ("C", "4")])
        apply([.set(name: "A", value: "x"), .remove(name: "b"), .add(name: "C", value: "5"), .remove(name: "none")], to: &fields)
        #expect(forwardedLines(fields) == ["C: 4", "A: x", "C: 5"])
        apply([.set(name: "a", value: "y"), .remove(name: "C")], to: &fields)
        #expect(forwardedLines(fields) == ["a: y"])
        apply([.setDefault(name: "A", value: "z"), .setDefault(name: "D", value: "1"), .add(name: "D-2", value: "2")], to: &fields)
        #expect(forwardedLines(fields) == ["a: y", "D: 1", "D-2: 2"])
        apply([.remove(name: "d*"), .replace(name: "A", pattern: try TextPattern("^(.)$"), value: "$1$1")], to: &fields)
        #expect(forwardedLines(fields) == ["a: yy"])
    }

    private func apply(_ edits: [FieldEdit], to fields: inout FieldSection) {
        let values = RequestValues(request: RequestHead(), record: ExchangeRecord())
        for edit in [CompiledFieldEdit](edits) { edit.apply(edit.value(values), to: &fields) }
    }

    @Test("of trailers lose what frames, routes or names the client (RFC 9110 §6.5.1)")
    func trailers() {
        let forbidden = [
            "Host", "Content-Length", "Transfer-Encoding", "Trailer", "TE", "Connection", "Upgrade", "Expect", "Cookie",
            "Authorization", "Content-Type", "Content-Encoding", "X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto",
            "X-Forwarded-Host", "CF-Connecting-IP", "Forwarded", "True-Client-IP", "X_Forwarded_For", "Keep-Alive",
        ]
        var fields = section(
            [("Grpc-Status", "0")] + forbidden.map { ($0, "1") } + [("X-Checksum", "ab"), ("Server-Timing", "a;dur=1")])
        Trailers.dropForbidden(&fields)
        #expect(forwardedLines(fields) == ["Grpc-Status: 0", "X-Checksum: ab", "Server-Timing: a;dur=1"])
    }
}

extension String {
    fileprivate func replacingFirst(_ old: Character, _ new: Character) -> String {
        guard let index = firstIndex(of: old) else { return self }
        return self[..<index] + String(new) + self[self.index(after: index)...]
    }
}

@Suite("Heads that are written")
struct HeadSerializerTests {
    @Test("have one line for each field, framing and connection of our own", arguments: [
        (BodyLength.none, HeadSerializer.ConnectionOption.persist, ""),
        (.untilEnd, .persist, "Transfer-Encoding: chunked\r\n"),
        (.known(5), .close, "Connection: close\r\n"),
        (.untilEnd, .close, "Transfer-Encoding: chunked\r\nConnection: close\r\n"),
        (.none, .keepAlive, "Connection: keep-alive\r\n"),
    ])
    func request(_ body: BodyLength, _ option: HeadSerializer.ConnectionOption, _ own: String) throws {
        let head = try requestHead("PUT http://b/x?y HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n")
        head.bodyLength = body
        var buffer = ByteBuffer()
        HeadSerializer.append(head, connection: option, to: &buffer)
        #expect(buffer.bytes.text == "PUT /x?y HTTP/1.1\r\nHost: a\r\nX: 1\r\n\(own)\r\n")
    }

    @Test("carry an upgrade that was dropped as hop-by-hop")
    func upgrade() throws {
        let head = try requestHead("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        head.fields.dropAll(.connection)
        head.fields.dropAll(.upgrade)
        var buffer = ByteBuffer()
        HeadSerializer.append(head, connection: .upgrade, to: &buffer)
        #expect(
            buffer.bytes.text
                == "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    }

    @Test("of responses speak 1.1 whatever the upstream spoke (RFC 9110 §6.2)")
    func response() throws {
        let head = try responseHead("HTTP/1.0 200 Fine\r\nX: 1\r\n\r\n")
        var buffer = ByteBuffer()
        HeadSerializer.append(head, isChunked: true, connection: .close, to: &buffer)
        #expect(buffer.bytes.text
            == "HTTP/1.1 200 Fine\r\nX: 1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
    }

    @Test("have a start line as it came only where that is what would be written", arguments: [
        ("GET /x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("GET /x HTTP/1.0\r\nHost: a\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ])
    func requestLine(_ text: String, _ written: String) throws {
        let head = try requestHead(text)
        var buffer = ByteBuffer()
        HeadSerializer.append(head, connection: .persist, to: &buffer)
        #expect(buffer.bytes.text == written)
        // The line goes on where the first field does not, and one that was changed is written anew.
        head.fields.append("X", "1")
        head.fields.drop(at: 0)
        head.methodRange = head.fields.appendText(Array("PATCH".utf8).span)
        buffer.removeAll()
        HeadSerializer.append(head, connection: .persist, to: &buffer)
        #expect(buffer.bytes.text == "PATCH \(written.split(separator: " ")[1]) HTTP/1.1\r\nX: 1\r\n\r\n")
    }

    @Test("have a status line as it came only where that is what would be written", arguments: [
        ("HTTP/1.1 200 Fine\r\nX: 1\r\nY: 2\r\n\r\n", 200, "HTTP/1.1 200 Fine"),
        ("HTTP/1.1 200 Fine\r\nX: 1\r\nY: 2\r\n\r\n", 204, "HTTP/1.1 204 Fine"),
        ("HTTP/1.1 200 \r\nX: 1\r\nY: 2\r\n\r\n", 200, "HTTP/1.1 200 OK"),
        ("HTTP/1.1 200\r\nX: 1\r\nY: 2\r\n\r\n", 200, "HTTP/1.1 200 OK"),
        ("HTTP/1.0 404 Gone\r\nX: 1\r\nY: 2\r\n\r\n", 404, "HTTP/1.1 404 Gone"),
    ])
    func statusLine(_ text: String, _ status: Int, _ line: String) throws {
        let head = try responseHead(text)
        head.status = status
        head.fields.drop(at: 0)
        var buffer = ByteBuffer()
        HeadSerializer.append(head, isChunked: false, connection: .persist, to: &buffer)
        #expect(buffer.bytes.text == "\(line)\r\nY: 2\r\n\r\n")
    }

    @Test("have the standard reason where none is given, and an empty one for unknown codes")
    func reasons() {
        for (status, line) in [(200, "HTTP/1.1 200 OK\r\n\r\n"), (299, "HTTP/1.1 299 \r\n\r\n"),
            (999, "HTTP/1.1 999 \r\n\r\n")] {
            let head = ResponseHead()
            head.status = status
            var buffer = ByteBuffer()
            HeadSerializer.append(head, isChunked: false, connection: .persist, to: &buffer)
            #expect(buffer.bytes.text == line)
        }
    }

    @Test("know every reason of RFC 9110 §15")
    func allReasons() {
        let statuses =
            [100, 101] + Array(200...206) + [300, 301, 302, 303, 304, 307, 308] + Array(400...417) + [421, 422, 426]
            + Array(500...505)
        for status in statuses { #expect(!ReasonPhrase.text(for: status).description.isEmpty, "\(status)") }
    }

    @Test("that are read again say the same")
    func roundTrip() {
        for row in AcceptedRequest.table {
            guard case .head(let first, _) = readRequest(row.head), first.minorVersion == 1,
                let head = try? requestHead(row.head)
            else { continue }
            // What forwarding would replace.
            head.fields.dropAll(.transferEncoding)
            head.fields.dropAll(.connection)
            head.fields.dropAll(.host)
            head.fields.append("Host", first.authority)
            var buffer = ByteBuffer()
            HeadSerializer.append(head, connection: first.keepsAlive ? .persist : .close, to: &buffer)
            guard case .head(let second, _) = readRequest(buffer.bytes.text) else {
                Issue.record("\(buffer.bytes.text.debugDescription) is no request")
                continue
            }
            #expect(second.method == first.method && second.target == first.target && second.body == first.body)
            #expect(second.authority == first.authority && second.keepsAlive == first.keepsAlive)
        }
    }
}
