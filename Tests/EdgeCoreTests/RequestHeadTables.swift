import Testing

@testable import EdgeCore

/// A head that is taken, and what it has to be read as.
struct AcceptedRequest: Sendable, CustomTestStringConvertible {
    let section: String
    let head: String
    let target: String
    let authority: String
    let body: BodyLength

    init(_ section: String, _ head: String, _ target: String, _ authority: String, _ body: BodyLength = .none) {
        self.section = section
        self.head = head
        self.target = target
        self.authority = authority
        self.body = body
    }

    var testDescription: String { "\(section) \(head.debugDescription)" }

    static let table: [AcceptedRequest] = [
        // RFC 9112 §3.1: any token is a method.
        .init("9112 §3.1", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        .init("9112 §3.1", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        .init("9112 §3.1", "M-SEARCH / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        .init("9112 §3.1", "get / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        .init("9112 §3.1", "!#$%&'*+-.^_`|~09azAZ / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        .init("9112 §3.1", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        // RFC 9112 §3.2.1: origin form.
        .init("9112 §3.2.1", "GET /a/b?c=d&e HTTP/1.1\r\nHost: a\r\n\r\n", "/a/b?c=d&e", "a"),
        .init("9112 §3.2.1", "GET //a//b HTTP/1.1\r\nHost: a\r\n\r\n", "//a//b", "a"),
        .init("9112 §3.2.1", "GET /? HTTP/1.1\r\nHost: a\r\n\r\n", "/?", "a"),
        .init("9112 §3.2.1", "GET /%00%2f HTTP/1.1\r\nHost: a\r\n\r\n", "/%00%2f", "a"),
        .init("9112 §3.2.1", "GET /\u{E9} HTTP/1.1\r\nHost: a\r\n\r\n", "/\u{E9}", "a"),
        .init("9112 §3.2.1", "GET /a|b\"<>^{} HTTP/1.1\r\nHost: a\r\n\r\n", "/a|b\"<>^{}", "a"),
        .init("9112 §3.2.1", "GET /http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "/http://b/", "a"),
        // RFC 9112 §3.2.2: absolute form; its authority wins.
        .init("9112 §3.2.2", "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n", "/x", "b"),
        .init("9112 §3.2.2", "GET http://b/x HTTP/1.1\r\nHost: b\r\n\r\n", "/x", "b"),
        .init("9112 §3.2.2", "GET http://b/x HTTP/1.1\r\nHost:\r\n\r\n", "/x", "b"),
        .init("9112 §3.2.2", "GET HTTP://B:81/x?y HTTP/1.1\r\nHost: a\r\n\r\n", "/x?y", "B:81"),
        .init("9112 §3.2.2", "GET https://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "/", "b"),
        .init("9112 §3.2.2", "GET http://b HTTP/1.1\r\nHost: a\r\n\r\n", "/", "b"),
        .init("9112 §3.2.2", "GET http://b?q=1 HTTP/1.1\r\nHost: a\r\n\r\n", "/?q=1", "b"),
        .init("9112 §3.2.2", "GET http://[::1]:8/x HTTP/1.1\r\nHost: a\r\n\r\n", "/x", "[::1]:8"),
        .init("9112 §3.2.2", "GET http://b/ HTTP/1.0\r\n\r\n", "/", "b"),
        // RFC 9112 §3.2.4: asterisk form.
        .init("9112 §3.2.4", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "*", "a"),
        .init("9112 §3.2.4", "OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n", "*", "b"),
        .init("9112 §3.2.4", "OPTIONS http://b?q HTTP/1.1\r\nHost: a\r\n\r\n", "/?q", "b"),
        .init("9112 §3.2.4", "OPTIONS http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "/", "b"),
        .init("9112 §3.2.4", "OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n", "/x", "a"),
        // RFC 9110 §7.2: Host.
        .init("9110 §7.2", "GET / HTTP/1.1\r\nhost: chat.example.com\r\n\r\n", "/", "chat.example.com"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHOST:chat.example.com:8443\r\n\r\n", "/", "chat.example.com:8443"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: \t a.example. \t \r\n\r\n", "/", "a.example."),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", "/", "a:"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:0\r\n\r\n", "/", "a:0"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:65535\r\n\r\n", "/", "a:65535"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a_b-c.d\r\n\r\n", "/", "a_b-c.d"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: 192.0.2.1:80\r\n\r\n", "/", "192.0.2.1:80"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: [2001:db8::1]\r\n\r\n", "/", "[2001:db8::1]"),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: [::ffff:192.0.2.1]:443\r\n\r\n", "/", "[::ffff:192.0.2.1]:443"),
        .init("9112 §3.2", "GET / HTTP/1.0\r\n\r\n", "/", ""),
        .init("9112 §3.2", "GET / HTTP/1.0\r\nHost:\r\n\r\n", "/", ""),
        .init("9112 §3.2", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "/", "a"),
        // RFC 9110 §2.5: a later minor version is one of ours.
        .init("9110 §2.5", "GET / HTTP/1.9\r\nHost: a\r\n\r\n", "/", "a"),
        // RFC 9112 §5: field lines.
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n", "/", "a"),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX: \t \r\n\r\n", "/", "a"),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX: a b\tc\r\n\r\n", "/", "a"),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX: :\r\n\r\n", "/", "a"),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~: x\r\n\r\n", "/", "a"),
        .init("9110 §5.5", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{E9}\u{1F600}\r\n\r\n", "/", "a"),
        .init("9110 §5.3", "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n", "/", "a"),
        // RFC 9112 §6: how long the body is.
        .init("9112 §6.2", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "/", "a", .known(5)),
        .init("9112 §6.2", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "/", "a"),
        .init("9112 §6.2", "POST / HTTP/1.1\r\nHost: a\r\ncontent-length:\t007 \r\n\r\n", "/", "a", .known(7)),
        .init(
            "9112 §6.2", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", "/", "a",
            .known(.max)),
        .init("9112 §6.2", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", "/", "a", .known(3)),
        .init("9112 §6.2", "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n", "/", "", .known(3)),
        .init("9112 §6.1", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "/", "a", .untilEnd),
        .init("9112 §6.1", "POST / HTTP/1.1\r\nHost: a\r\ntransfer-encoding:CHUNKED\r\n\r\n", "/", "a", .untilEnd),
        .init("9112 §6.3", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        .init("9112 §6.3", "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", "/", "a"),
        // RFC 9110 §10.1.1: Expect.
        .init(
            "9110 §10.1.1", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n\r\n", "/", "a",
            .known(1)),
        .init("9110 §10.1.1", "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", "/", "a"),
        .init("9110 §10.1.1", "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", "/", ""),
        // RFC 9110 §7.6.1, §7.8: Connection and Upgrade.
        .init("9110 §7.6.1", "GET / HTTP/1.1\r\nHost: a\r\nConnection: , ,close,, x\r\n\r\n", "/", "a"),
        .init("9110 §7.8", "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "/ws",
            "a"),
    ]
}

/// A head that is refused, and as what.
struct RefusedRequest: Sendable, CustomTestStringConvertible {
    let section: String
    let head: String
    let error: HTTP1Error

    init(_ section: String, _ head: String, _ error: HTTP1Error) {
        self.section = section
        self.head = head
        self.error = error
    }

    var testDescription: String { "\(section) \(head.debugDescription)" }

    /// Heads that differ from a good one in their request line, their Host, or one more line.
    static let table: [RefusedRequest] = requestLines + hosts + fieldLines + lengths

    private static let requestLines: [RefusedRequest] = [
        // RFC 9112 §3: one space each, nothing else.
        .init("9112 §3", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2", "GET http://a/#b HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\u{0}x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\u{B} HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\n HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET /\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3", "\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.1", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.1", "GET: / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.1", "G\u{E9}T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.1", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        // RFC 9112 §2.2: only CR LF ends a line.
        .init("9112 §2.2", "GET / HTTP/1.1\nHost: a\r\n\r\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\n\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\rHost: a\r\n\r\n", .malformedRequestLine),
        // RFC 9112 §2.3: the version.
        .init("9112 §2.3", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
        .init("9112 §2.3", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", .unsupportedVersion),
        .init("9112 §2.3", "GET / HTTP/3.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
        .init("9112 §2.3", "GET / http/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / HTTP/1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / HTTP/1.\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / HTTP/11.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / HTTP/1,1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / HTTPS/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §2.3", "GET / ICY\r\nHost: a\r\n\r\n", .malformedRequestLine),
        // RFC 9112 §3.2: the four forms, each where it may stand.
        .init("9112 §3.2.1", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.2", "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.2", "GET http:/b HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.2", "GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.2", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedHost),
        .init("9112 §3.2.2", "GET http://?x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedHost),
        .init("9110 §4.2.4", "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedHost),
        .init("9110 §4.2.4", "GET http://u:p@b/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedHost),
        .init("9112 §3.2.2", "GET http://b#x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.2", "GET http://b\\c/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedHost),
        .init("9112 §3.2.2", "GET http://:80/ HTTP/1.1\r\nHost: a\r\n\r\n", .malformedHost),
        .init("9112 §3.2.2", "GET http://b/ HTTP/1.1\r\n\r\n", .missingHost),
        .init("9112 §3.2.2", "GET http://b/ HTTP/1.1\r\nHost: a b\r\n\r\n", .malformedHost),
        .init("9112 §3.2.3", "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n", .connectRefused),
        .init("9112 §3.2.3", "CONNECT / HTTP/1.1\r\nHost: b\r\n\r\n", .connectRefused),
        .init("9112 §3.2.3", "CONNECT http://b/ HTTP/1.1\r\nHost: b\r\n\r\n", .connectRefused),
        .init("9112 §3.2.3", "GET b:443 HTTP/1.1\r\nHost: b\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.4", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.4", "OPTIONS ** HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.4", "OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
        .init("9112 §3.2.4", "options * HTTP/1.1\r\nHost: a\r\n\r\n", .malformedRequestLine),
    ]

    private static let hosts: [RefusedRequest] = [
        .init("9112 §3.2", "GET / HTTP/1.1\r\n\r\n", .missingHost),
        .init("9112 §3.2", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", .conflictingHost),
        .init("9112 §3.2", "GET / HTTP/1.1\r\nHost: a\r\nhOST: b\r\n\r\n", .conflictingHost),
        .init("9112 §3.2", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", .conflictingHost),
        .init("9112 §3.2", "GET http://b/ HTTP/1.1\r\nHost: b\r\nHost: b\r\n\r\n", .conflictingHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost:\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.0\r\nHost: :80\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a%2e\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: \u{E9}.example\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:-1\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n", .malformedHost),
        .init("9110 §7.2", "GET / HTTP/1.1\r\nHost: a:80:80\r\n\r\n", .malformedHost),
        .init("3986 §3.2.2", "GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", .malformedHost),
        .init("3986 §3.2.2", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .malformedHost),
        .init("3986 §3.2.2", "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", .malformedHost),
        .init("3986 §3.2.2", "GET / HTTP/1.1\r\nHost: [192.0.2.1]\r\n\r\n", .malformedHost),
        .init("3986 §3.2.2", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", .malformedHost),
        .init("3986 §3.2.2", "GET / HTTP/1.1\r\nHost: [a]\r\n\r\n", .malformedHost),
        .init("6874 §2", "GET / HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", .malformedHost),
    ]

    private static let fieldLines: [RefusedRequest] = [
        // RFC 9112 §5.1: nothing between name and colon.
        .init("9112 §5.1", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", .malformedFieldLine),
        .init("9112 §5.1", "GET / HTTP/1.1\r\nHost: a\r\nX\t: b\r\n\r\n", .malformedFieldLine),
        .init("9112 §5.1", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n", .malformedFieldLine),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", .malformedFieldLine),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", .malformedFieldLine),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n\r\n", .malformedFieldLine),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\n(X): b\r\n\r\n", .malformedFieldLine),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\n\u{E9}: b\r\n\r\n", .malformedFieldLine),
        .init("9112 §5", "GET / HTTP/1.1\r\nHost: a\r\nX\u{0}: b\r\n\r\n", .malformedFieldLine),
        .init("9112 §2.2", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedFieldLine),
        .init("9112 §5.2", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", .foldedFieldLine),
        .init("9112 §5.2", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n", .foldedFieldLine),
        .init("9112 §5.2", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n", .foldedFieldLine),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\n\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\n\r\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\r\n\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rc\r\n\r\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\r\n\r\n", .bareLineEnd),
        .init("9112 §2.2", "GET / HTTP/1.1\r\nHost: a\r\n\rX: b\r\n\r\n", .bareLineEnd),
        .init("9110 §5.5", "GET / HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", .malformedFieldLine),
        .init("9110 §5.5", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1B}[2J\r\n\r\n", .malformedFieldLine),
        .init("9110 §5.5", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n", .malformedFieldLine),
    ]

    private static let lengths: [RefusedRequest] = [
        .init("9112 §6.2", post("Content-Length:"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: +5"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: -5"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: 0x5"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: 5.0"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: 5 5"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: \"5\""), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: 1_000"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: 9223372036854775808"), .malformedContentLength),
        .init("9112 §6.2", post("Content-Length: 18446744073709551621"), .malformedContentLength),
        .init("9112 §6.3", post("Content-Length: 5, 5"), .malformedContentLength),
        .init("9112 §6.3", post("Content-Length: 5,"), .malformedContentLength),
        .init("9112 §6.3", post("Content-Length: 5\r\nContent-Length: 5"), .conflictingContentLength),
        .init("9112 §6.3", post("Content-Length: 5\r\ncontent-length: 6"), .conflictingContentLength),
        .init("9112 §6.3", post("Content-Length: 0\r\nContent-Length: 5"), .conflictingContentLength),
        .init(
            "9112 §6.1", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), .contentLengthWithTransferEncoding),
        .init(
            "9112 §6.1", post("Transfer-Encoding: chunked\r\nContent-Length: 0"), .contentLengthWithTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding:"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: identity"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: gzip"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: gzip, chunked"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chunked, gzip"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chunked, chunked"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chunked,"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: ,chunked"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chunked;q=1"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: \"chunked\""), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: xchunked"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chun ked"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chunked\u{A0}"), .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
            .unsupportedTransferEncoding),
        .init("9112 §6.1", post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"),
            .unsupportedTransferEncoding),
        .init(
            "9112 §6.1", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            .unsupportedTransferEncoding),
        .init(
            "9112 §6.1", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
            .contentLengthWithTransferEncoding),
        .init("9110 §10.1.1", post("Content-Length: 1\r\nExpect: 200-maybe"), .unsupportedExpectation),
        .init("9110 §10.1.1", post("Expect: 100-continue, x"), .unsupportedExpectation),
        .init("9110 §10.1.1", post("Expect: x\r\nExpect: 100-continue"), .unsupportedExpectation),
        .init("9110 §10.1.1", post("Expect: 100-continue\r\nExpect: x"), .unsupportedExpectation),
    ]

    private static func post(_ line: String) -> String { "POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n" }
}
