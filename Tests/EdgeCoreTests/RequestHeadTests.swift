import Testing

@testable import EdgeCore

@Suite("Request heads")
struct RequestHeadTests {
    @Test("that RFC 9112 allows are taken", arguments: AcceptedRequest.table)
    func accepted(_ row: AcceptedRequest) throws {
        guard case .head(let head, let end) = readRequest(row.head) else {
            Issue.record("refused: \(readRequest(row.head))")
            return
        }
        #expect(end == row.head.utf8.count)
        #expect(head.target == row.target)
        #expect(head.authority == row.authority)
        #expect(head.body == row.body)
    }

    @Test("that are ambiguous or malformed are refused", arguments: RefusedRequest.table)
    func refused(_ row: RefusedRequest) {
        #expect(readRequest(row.head) == .refused(row.error))
    }

    @Test("are read the same whole, byte by byte and cut anywhere")
    func cuts() {
        let texts = AcceptedRequest.table.map(\.head) + RefusedRequest.table.map(\.head)
        for text in texts {
            // What follows belongs to the next message and changes nothing.
            let bytes = Array((text + "GET /next HTTP/1.1\r\n").utf8)
            let whole = readRequest(text)
            let end = text.utf8.count
            for cut in 0..<end {
                var reader = HeadReader()
                let early = reader.request(Array(bytes[..<cut]))
                #expect(early == .incomplete || early == whole, "\(text.debugDescription) cut at \(cut)")
                guard early == .incomplete else { continue }
                #expect(reader.request(bytes) == whole, "\(text.debugDescription) cut at \(cut)")
            }
            var reader = HeadReader()
            var last = Outcome<ReadRequest>.incomplete
            for count in 1...bytes.count where last == .incomplete { last = reader.request(Array(bytes[..<count])) }
            #expect(last == whole, "\(text.debugDescription) byte by byte")
        }
    }

    @Test("take exactly the bytes of a token in a method and in a field name (RFC 9110 §5.6.2)")
    func tokenBytes() {
        let symbols = Set("!#$%&'*+-.^_`|~".utf8)
        for byte in UInt8.min...UInt8.max {
            let isAlphanumeric =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            let isToken = isAlphanumeric || symbols.contains(byte)
            #expect(ASCII.isToken(byte) == isToken, "\(byte)")
            var method = HeadReader()
            let asMethod = method.request([0x47, byte, 0x54] + Array(" / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            // A space there only moves the borders, and a line feed ends the head early: both are refused.
            #expect((asMethod.isHead) == isToken, "\(byte)")
            guard byte != ASCII.colon else { continue }
            var name = HeadReader()
            let asName = name.request(
                Array("GET / HTTP/1.1\r\nHost: a\r\nX".utf8) + [byte] + Array("Y: z\r\n\r\n".utf8))
            #expect(asName.isHead == isToken, "\(byte)")
        }
    }

    @Test("take exactly the bytes of a field value, and of a target")
    func valueAndTargetBytes() {
        for byte in UInt8.min...UInt8.max {
            var value = HeadReader()
            let asValue = value.request(
                Array("GET / HTTP/1.1\r\nHost: a\r\nX: a".utf8) + [byte] + Array("b\r\n\r\n".utf8))
            #expect(asValue.isHead == (byte == 9 || byte >= 0x20 && byte != 0x7F), "\(byte)")
            var target = HeadReader()
            let asTarget = target.request(
                Array("GET /a".utf8) + [byte] + Array("b HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            #expect(asTarget.isHead == (byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "#")), "\(byte)")
        }
    }

    @Test("keep to the limits: as much as is allowed passes, one more does not")
    func limits() {
        var limits = Limits()
        limits.requestLineBytes = 100
        let fixed = "GET / HTTP/1.1\r\n".utf8.count
        let path = String(repeating: "a", count: 100 - fixed)
        #expect(readRequest("GET /\(path) HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits).isHead)
        #expect(
            readRequest("GET /\(path)a HTTP/1.1\r\nHost: a\r\n\r\n", limits: limits) == .refused(.requestLineTooLong))
        limits.fieldCount = 3
        let lines = "Host: a\r\nA: 1\r\nB: 2\r\n"
        #expect(readRequest("GET / HTTP/1.1\r\n\(lines)\r\n", limits: limits).isHead)
        #expect(readRequest("GET / HTTP/1.1\r\n\(lines)C: 3\r\n\r\n", limits: limits) == .refused(.tooManyFields))
    }

    @Test("say whether the connection is kept (RFC 9112 §9.3)", arguments: [
        ("HTTP/1.1\r\nHost: a", true), ("HTTP/1.1\r\nHost: a\r\nConnection: close", false),
        ("HTTP/1.1\r\nHost: a\r\nConnection: CLOSE", false), ("HTTP/1.1\r\nHost: a\r\nConnection: x, close", false),
        ("HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: close", false),
        ("HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close", false),
        ("HTTP/1.1\r\nHost: a\r\nConnection: closed", true), ("HTTP/1.1\r\nHost: a\r\nConnection: keep-alive", true),
        ("HTTP/1.0", false), ("HTTP/1.0\r\nConnection: Keep-Alive", true),
        ("HTTP/1.0\r\nConnection: keep-alive, close", false), ("HTTP/1.0\r\nKeep-Alive: timeout=5", false),
    ])
    func persistence(_ lines: String, _ isKept: Bool) throws {
        #expect(try requestHead("GET / \(lines)\r\n\r\n").keepsAlive == isKept)
    }

    @Test("ask for an upgrade only with both fields, and in 1.1 (RFC 9110 §7.8)", arguments: [
        ("HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket", true),
        ("HTTP/1.1\r\nConnection: keep-alive, upgrade\r\nUpgrade: websocket", true),
        ("HTTP/1.1\r\nConnection: keep-alive\r\nConnection: UPGRADE\r\nUpgrade: websocket", true),
        ("HTTP/1.1\r\nUpgrade: websocket", false), ("HTTP/1.1\r\nConnection: upgrade", false),
        ("HTTP/1.1\r\nConnection: upgrades\r\nUpgrade: websocket", false),
        ("HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket", false),
    ])
    func upgrade(_ lines: String, _ asks: Bool) throws {
        #expect(try requestHead("GET / \(lines)\r\nHost: a\r\n\r\n").asksForUpgrade == asks)
    }

    @Test("wait for 100 only with a body, and in 1.1 (RFC 9110 §10.1.1)", arguments: [
        ("HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue", true),
        ("HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-CONTINUE", true),
        ("HTTP/1.1\r\nContent-Length: 0\r\nExpect: 100-continue", false),
        ("HTTP/1.1\r\nExpect: 100-continue", false), ("HTTP/1.1\r\nContent-Length: 1", false),
        ("HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue", false),
    ])
    func expectation(_ lines: String, _ waits: Bool) throws {
        #expect(try requestHead("POST / \(lines)\r\nHost: a\r\n\r\n").expectsContinue == waits)
    }

    @Test("reuse their object without a trace of the request before")
    func reuse() throws {
        let head = try requestHead(
            "POST http://b?q HTTP/1.1\r\nHost: a\r\nConnection: close, upgrade\r\nUpgrade: x\r\nContent-Length: 4\r\n"
                + "Expect: 100-continue\r\n\r\n")
        let next = Array("GET /x HTTP/1.1\r\nHost: c\r\n\r\n".utf8)
        try RequestHeadParser.parse(next.span, end: next.count, into: head, limits: Limits())
        #expect(.head(ReadRequest(head), end: next.count) == readRequest("GET /x HTTP/1.1\r\nHost: c\r\n\r\n"))
    }

    @Test("know the methods that may be sent twice (RFC 9110 §9.2.2)")
    func idempotence() {
        let table: [(String, Bool)] = [
            ("GET", true), ("HEAD", true), ("PUT", true), ("DELETE", true), ("OPTIONS", true), ("TRACE", true),
            ("POST", false), ("PATCH", false), ("CONNECT", false), ("LOCK", false), ("get", false), ("PROPFIND", false),
        ]
        for (name, isIdempotent) in table {
            #expect(Method(Array(name.utf8).span).isIdempotent == isIdempotent, "\(name)")
        }
    }

    @Test("that are refused are answered with a status of their own")
    func statuses() {
        #expect(HTTP1Error.requestLineTooLong.status == 414)
        #expect(HTTP1Error.headTooLarge.status == 431)
        #expect(HTTP1Error.tooManyFields.status == 431)
        #expect(HTTP1Error.unsupportedVersion.status == 505)
        #expect(HTTP1Error.unsupportedTransferEncoding.status == 501)
        #expect(HTTP1Error.unsupportedExpectation.status == 417)
        #expect(HTTP1Error.connectRefused.status == 405)
        for error in Set(RefusedRequest.table.map(\.error.phrase.description)) { #expect(!error.isEmpty) }
        #expect(HTTP1Error.contentLengthWithTransferEncoding.status == 400)
    }
}

extension Outcome {
    var isHead: Bool {
        if case .head = self { true } else { false }
    }
}
