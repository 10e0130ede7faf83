import Testing

@testable import EdgeCore

/// A response head that is taken, and how its body is told.
struct AcceptedResponse: Sendable, CustomTestStringConvertible {
    let section: String
    let head: String
    let status: Int
    let body: BodyLength
    let method: Method
    let keepsAlive: Bool

    init(
        _ section: String, _ head: String, _ status: Int, _ body: BodyLength, to method: Method = .get,
        keeps: Bool = true
    ) {
        self.section = section
        self.head = head
        self.status = status
        self.body = body
        self.method = method
        keepsAlive = keeps
    }

    var testDescription: String { "\(section) \(method) \(head.debugDescription)" }
}

extension AcceptedResponse {
    static let table: [AcceptedResponse] = [
        // RFC 9112 §4: the status line.
        .init("9112 §4", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", 200, .known(2)),
        .init("9112 §4", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n", 200, .known(2)),
        .init("9112 §4", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n", 200, .known(2)),
        .init("9112 §4", "HTTP/1.1 404 Not  Found\t!\r\nContent-Length: 2\r\n\r\n", 404, .known(2)),
        .init("9112 §4", "HTTP/1.1 500 \u{E9}\u{1F600}\r\nContent-Length: 2\r\n\r\n", 500, .known(2)),
        .init("9112 §4", "HTTP/1.1 299 x\r\nContent-Length: 2\r\n\r\n", 299, .known(2)),
        .init("9112 §4", "HTTP/1.7 200 OK\r\nContent-Length: 2\r\n\r\n", 200, .known(2)),
        // RFC 9112 §6.3: what has no body whatever its fields say.
        .init("9112 §6.3.1", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 200, .none, to: .head),
        .init("9112 §6.3.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, .none, to: .head),
        .init("9112 §6.3.1", "HTTP/1.1 200 OK\r\n\r\n", 200, .none, to: .head),
        .init("9112 §6.3.1", "HTTP/1.1 204 No Content\r\n\r\n", 204, .none),
        .init("9112 §6.3.1", "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", 204, .none),
        .init("9112 §6.3.1", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, .none),
        .init("9112 §6.3.1", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", 304, .none),
        .init("9112 §6.3.1", "HTTP/1.1 100 Continue\r\n\r\n", 100, .none),
        .init("9112 §6.3.1", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 103, .none),
        .init("9112 §6.3.1", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", 101, .none),
        // Then Transfer-Encoding, Content-Length, and the end of the connection.
        .init("9112 §6.3.4", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, .untilEnd),
        .init("9112 §6.3.4", "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n", 200, .untilEnd),
        .init("9112 §6.3.6", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, .known(0)),
        .init("9112 §6.3.6", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", 200, .known(5), keeps: false),
        .init("9112 §6.3.8", "HTTP/1.1 200 OK\r\n\r\n", 200, .untilClose, keeps: false),
        .init("9112 §6.3.8", "HTTP/1.0 200 OK\r\n\r\n", 200, .untilClose, keeps: false),
        .init("9112 §6.3.8", "HTTP/1.1 404 x\r\nConnection: keep-alive\r\n\r\n", 404, .untilClose, keeps: false),
        // RFC 9112 §9.3: persistence.
        .init("9112 §9.3", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n", 200, .known(1),
            keeps: false),
        .init("9112 §9.3", "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\n", 200, .known(1)),
    ]
}

/// A response head that is refused, and as what.
struct RefusedResponse: Sendable, CustomTestStringConvertible {
    let section: String
    let head: String
    let error: HTTP1Error

    init(_ section: String, _ head: String, _ error: HTTP1Error) {
        self.section = section
        self.head = head
        self.error = error
    }

    var testDescription: String { "\(section) \(head.debugDescription)" }
}

extension RefusedResponse {
    static let table: [RefusedResponse] = [
        .init("9112 §4", "HTTP/2.0 200 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/0.9 200 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "http/1.1 200 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.x 200 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1  200 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 20 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 2000 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 200OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 099 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 -20 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 +20 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 2x0 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 200\tOK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 200 O\u{0}K\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1 200 O\rK\r\n\r\n", .malformedStatusLine),
        .init("9112 §2.2", "HTTP/1.1 200 OK\nA: b\n\n", .malformedStatusLine),
        .init("9112 §4", "\r\nHTTP/1.1 200 OK\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "ICY 200 OK\r\nX: aaaa\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "HTTP/1.1\r\n\r\n", .malformedStatusLine),
        .init("9112 §4", "a\r\n\r\n", .malformedStatusLine),
        .init("9112 §2.2", "HTTP/1.1 200 OK\r\nA: b\n\r\n", .bareLineEnd),
        .init("9112 §5.1", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .malformedFieldLine),
        .init("9112 §5.2", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .foldedFieldLine),
        .init("9110 §5.5", "HTTP/1.1 200 OK\r\nA: \u{0}\r\n\r\n", .malformedFieldLine),
        .init("9112 §6.3.5", ok("Content-Length: 5, 5"), .malformedContentLength),
        .init("9112 §6.3.5", ok("Content-Length: 5\r\nContent-Length: 5"), .conflictingContentLength),
        .init("9112 §6.3.5", ok("Content-Length: -1"), .malformedContentLength),
        .init("9112 §6.3.5", ok("Content-Length: 9999999999999999999"), .malformedContentLength),
        .init("9112 §6.3.3", ok("Content-Length: 5\r\nTransfer-Encoding: chunked"), .contentLengthWithTransferEncoding),
        .init("9112 §6.3.4", ok("Transfer-Encoding: gzip, chunked"), .unsupportedTransferEncoding),
        .init("9112 §6.3.4", ok("Transfer-Encoding: identity"), .unsupportedTransferEncoding),
        .init("9112 §6.1", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .unsupportedTransferEncoding),
        .init("9112 §6.1", "HTTP/1.1 204 x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            .conflictingContentLength),
    ]

    private static func ok(_ line: String) -> String { "HTTP/1.1 200 OK\r\n\(line)\r\n\r\n" }
}

@Suite("Response heads")
struct ResponseHeadTests {
    @Test("that RFC 9112 allows are taken, and framed by its rules", arguments: AcceptedResponse.table)
    func accepted(_ row: AcceptedResponse) {
        guard case .head(let head, let end) = readResponse(row.head, to: row.method) else {
            Issue.record("refused: \(readResponse(row.head, to: row.method))")
            return
        }
        #expect(end == row.head.utf8.count)
        #expect(head.status == row.status)
        #expect(head.body == row.body)
        #expect(head.keepsAlive == row.keepsAlive)
    }

    @Test("that are ambiguous or malformed are refused", arguments: RefusedResponse.table)
    func refused(_ row: RefusedResponse) {
        #expect(readResponse(row.head) == .refused(row.error))
    }

    @Test("are read the same whole, byte by byte and cut anywhere")
    func cuts() {
        let texts = AcceptedResponse.table.map { ($0.head, $0.method) }
            + RefusedResponse.table.map { ($0.head, Method.get) }
        for (text, method) in texts {
            let whole = readResponse(text, to: method)
            let bytes = Array((text + "HTTP/1.1 200 OK\r\n").utf8)
            for cut in 0..<text.utf8.count {
                var reader = HeadReader(requestMethod: method)
                let early = reader.response(Array(bytes[..<cut]))
                #expect(early == .incomplete || early == whole, "\(text.debugDescription) cut at \(cut)")
                guard early == .incomplete else { continue }
                #expect(reader.response(bytes) == whole, "\(text.debugDescription) cut at \(cut)")
            }
            var reader = HeadReader(requestMethod: method)
            var last = Outcome<ReadResponse>.incomplete
            for count in 1...bytes.count where last == .incomplete { last = reader.response(Array(bytes[..<count])) }
            #expect(last == whole, "\(text.debugDescription) byte by byte")
        }
    }

    @Test("keep their reason phrase, whatever it is")
    func reason() throws {
        let table = [("200 OK", "OK"), ("200 ", ""), ("200", ""), ("418 I'm a teapot ", "I'm a teapot ")]
        for (line, reason) in table {
            let head = try responseHead("HTTP/1.1 \(line)\r\n\r\n")
            #expect(head.fields.text(in: head.reasonRange) == reason)
        }
    }

    @Test("are interim from 100 to 199, but for 101, which is the last one (RFC 9110 §15.2)")
    func interim() throws {
        for (status, isInterim) in [(100, true), (101, false), (102, true), (103, true), (199, true), (200, false)] {
            #expect(try responseHead("HTTP/1.1 \(status) x\r\n\r\n").isInterim == isInterim, "\(status)")
        }
    }

    @Test("keep to the number of fields that is allowed")
    func limits() {
        var limits = Limits()
        limits.fieldCount = 2
        #expect(readResponse("HTTP/1.1 204 x\r\nA: 1\r\nB: 2\r\n\r\n", limits: limits).isHead)
        #expect(readResponse("HTTP/1.1 204 x\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", limits: limits)
            == .refused(.tooManyFields))
    }
}
