import TestSupport
import Testing

/// What a slow peer sends, piece by piece, with seconds in between, and how it ends.
struct SlowCase: Sendable, CustomTestStringConvertible {
    /// An RFC's section, or a CVE.
    let source: String
    let name: String
    let pieces: [String]
    /// Pass behind each piece.
    let seconds: Int
    /// The statuses of the answers, in order; afterwards the connection is closed, unless the last one is 200.
    let accepted: [Int]

    init(_ source: String, _ name: String, _ pieces: [String], every seconds: Int, _ accepted: [Int]) {
        self.source = source
        self.name = name
        self.pieces = pieces
        self.seconds = seconds
        self.accepted = accepted
    }

    var testDescription: String { "\(source): \(name)" }

    private static let head = "POST / HTTP/1.1\r\nHost: a\r\n"

    static let all: [SlowCase] = [
        .init("RFC 9110 §15.5.9", "a head that is slow and comes", ["GET / HT", "TP/1.1\r\n", "Host: a\r\n\r\n"], every: 4, [200]),
        .init("CVE-2007-6750", "fields without end", ["GET / HTTP/1.1\r\nHost: a\r\n"] + Array(repeating: "X-a: b\r\n", count: 4), every: 4, [408]),
        .init("CVE-2007-6750", "a request line that does not end", ["G", "E", "T", " "], every: 4, [408]),
        .init("CVE-2007-6750", "a head that lacks its last letter", ["GET / HTTP/1.1\r\nHost: a\r\n\r"], every: 16, [408]),
        .init("RFC 9112 §2.2", "empty lines without end are no beginning", Array(repeating: "\r\n", count: 5), every: 4, []),
        .init("RFC 9112 §9.5", "nothing at all", [""], every: 16, []),
        .init("RFC 9112 §9.5", "silence behind an answer", ["GET / HTTP/1.1\r\nHost: a\r\n\r\n"], every: 301, [200]),
        .init("RFC 9110 §15.5.9", "a body that does not come", [head + "Content-Length: 5\r\n\r\n"], every: 61, [408]),
        .init("RFC 9110 §15.5.9", "a body that drips", [head + "Content-Length: 5000\r\n\r\n"] + Array(repeating: "b", count: 6), every: 5, [408]),
        .init("RFC 9110 §15.5.9", "a body whose last letter does not come", [head + "Content-Length: 5\r\n\r\n", "body"], every: 61, [408]),
        .init("RFC 9110 §15.5.9", "a body that is slow and comes", [head + "Content-Length: 5\r\n\r\n", "bo", "dy!"], every: 9, [200]),
        .init("RFC 9112 §7.1", "chunks that drip", [head + "Transfer-Encoding: chunked\r\n\r\n"] + Array(repeating: "1\r\nb\r\n", count: 6), every: 5, [408]),
        .init("RFC 9112 §7.1", "a chunk's size that does not end", [head + "Transfer-Encoding: chunked\r\n\r\n", "0", "0", "0", "0", "0", "0"], every: 5, [408]),
        // No byte of them counts as one of the body: they have a silence's minute in all.
        .init("RFC 9112 §7.1.2", "trailers that do not end", [head + "Transfer-Encoding: chunked\r\n\r\n0\r\n"] + Array(repeating: "X: y\r\n", count: 6), every: 10, [408]),
        .init("RFC 9110 §10.1.1", "an expectation, and no body", [head + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"], every: 61, [408]),
        .init("RFC 9112 §9.3.2", "a second head that drips behind an answer", ["GET / HTTP/1.1\r\nHost: a\r\n\r\nGET ", "/ ", "HTTP", "/1.1", "\r\n"], every: 4, [200, 408]),
    ]
}
