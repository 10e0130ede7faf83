import Glibc
import Testing

@testable import EdgeCore

@Suite("Text in logs")
struct LogTextTests {
    @Test("holds nothing that a terminal obeys or that forges a line", arguments: [
        ("plain text", "plain text"), ("line\r\nbreak", "line\\xd\\xabreak"), ("\u{1B}[2J", "\\x1b[2J"),
        ("\u{0}", "\\x0"),
        ("\u{7F}", "\\x7f"), ("\u{9B}2J", "\\x9b2J"), ("a\u{202E}b", "a\\x202eb"), ("a\u{2066}b", "a\\x2066b"),
        ("a\u{200F}\u{61C}b", "a\\x200f\\x61cb"), ("a\u{2028}b", "a\\x2028b"), ("é€😀", "é€😀"),
        ("", ""),
    ])
    func escaping(_ text: String, _ expected: String) {
        #expect(LogText.escaped(text) == expected)
    }

    @Test("is cut where it is long")
    func cutting() {
        #expect(LogText.escaped("abcd", limit: 4) == "abcd")
        #expect(LogText.escaped("abcde", limit: 4) == "abcd…")
    }

    @Test("leaves no control byte of all that there are")
    func everyByte() {
        for byte in UInt8.min...UInt8.max {
            let escaped = LogText.escaped(String(decoding: [0x61, byte, 0x62], as: UTF8.self))
            #expect(escaped.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) },
                "\(byte)")
        }
    }

    @Test("holds no webhook token, invite code or token-like query value", arguments: [
        ("/api/webhooks/execute/s3cret", "/api/webhooks/execute/[redacted]"),
        ("/API/Webhooks/Execute/s3cret", "/API/Webhooks/Execute/[redacted]"),
        ("/api/webhooks/s3cret", "/api/webhooks/[redacted]"), ("/api/webhooks/s3cret/x", "/api/webhooks/[redacted]/x"),
        ("/invite/s3cret", "/invite/[redacted]"),
        ("/api/invites/s3cret/accept?x=1", "/api/invites/[redacted]/accept?x=1"),
        ("/webhooks//execute/s3cret", "/webhooks//execute/[redacted]"), ("/webhooks//s3cret", "/webhooks//[redacted]"),
        ("//invite///s3cret/", "//invite///[redacted]/"),
        ("/ws?token=s3cret", "/ws?token=[redacted]"),
        ("/ws?a=1&access_token=s3cret&b=2", "/ws?a=1&access_token=[redacted]&b=2"),
        ("/?TOKEN=s3cret", "/?TOKEN=[redacted]"), ("/?password=s3cret", "/?password=[redacted]"),
        ("/?api_key=s3cret", "/?api_key=[redacted]"), ("/?code=s3cret&state=x", "/?code=[redacted]&state=x"),
        ("/?invite=s3cret", "/?invite=[redacted]"), ("/?X-Amz-Signature=s3cret", "/?X-Amz-Signature=[redacted]"),
        ("/?authorization=s3cret", "/?authorization=[redacted]"), ("/?session=s3cret=s3cret", "/?session=[redacted]"),
        ("/invite/s3cret?token=s3cret", "/invite/[redacted]?token=[redacted]"),
    ])
    func redaction(_ target: String, _ expected: String) {
        #expect(LogText.redacted(target: target) == expected)
        #expect(!LogText.redacted(target: target).contains("s3cret"))
    }

    @Test("keeps what is no secret", arguments: [
        "/", "*", "", "/api/messages?page=2&sort=asc", "/webhooks", "/webhooks/", "/api/webhooks/execute", "/invite",
        "/invite/",
        "/?token", "/?token=", "/?", "/a?b?c=d", "/?&&", "//a//b",
    ])
    func kept(_ target: String) {
        #expect(LogText.redacted(target: target) == target)
    }
}

@Suite("A line of the access log")
struct AccessLogFormatterTests {
    private func entry(_ change: (inout AccessLogEntry) -> Void = { _ in }) -> AccessLogEntry {
        var entry = AccessLogEntry(
            time: timespec(tv_sec: 784_111_777, tv_nsec: 42_999_999), client: .ipv4(0xCB00_7109, port: 5),
            method: "GET",
            host: "chat.example.com", target: "/a", userAgent: "", version: "HTTP/1.1", isSecure: true, status: 200,
            bytesIn: 1,
            bytesOut: 2, duration: .milliseconds(12), firstByte: nil, responder: nil, failure: nil, closeCode: nil)
        change(&entry)
        return entry
    }

    @Test("is JSON with every fact in its place")
    func json() {
        let line = AccessLogFormatter(isJSON: true).line(entry())
        #expect(
            line == """
                {"time":"1994-11-06T08:49:37.042Z","client":"203.0.113.9","method":"GET","scheme":"https",\
                "host":"chat.example.com","path":"/a","protocol":"HTTP/1.1","status":200,"bytes_in":1,"bytes_out":2,\
                "duration_ms":12.0}

                """)
        let full = AccessLogFormatter(isJSON: true).line(
            entry {
                $0.firstByte = Interval(nanoseconds: 1_250_000)
                $0.responder = "localhost:8080"
                $0.closeCode = 1001
                $0.userAgent = "curl/8"
                $0.user = "alice"
                $0.failure = .upstreamTimeout
            })
        #expect(
            full.hasSuffix(
                #""duration_ms":12.0,"first_byte_ms":1.2,"upstream":"localhost:8080","close_code":1001,"user_id":"alice","#
                    + #""user_agent":"curl/8","blame":"upstream","error":"upstream did not answer in time"}"# + "\n"))
    }

    @Test("is one line for people")
    func console() {
        let line = AccessLogFormatter(isJSON: false).line(
            entry {
                $0.responder = "localhost:8080"
                $0.failure = .bodyTooLarge
                $0.closeCode = 1000
                $0.user = "alice"
                $0.duration = Interval(nanoseconds: 99_000)
            })
        #expect(
            line == "1994-11-06T08:49:37.042Z 203.0.113.9 200 GET chat.example.com/a HTTP/1.1 2 B 0.0 ms localhost:8080 "
                + "closed 1000 by alice · client: request body over the limit\n")
    }

    @Test("cannot be forged or broken out of by what a peer sends", arguments: [true, false])
    func forging(_ isJSON: Bool) {
        let evil = "\"}\\\r\n{\"status\":1}\u{1B}[31m\u{0}\u{85}\u{202E}"
        let line = AccessLogFormatter(isJSON: isJSON).line(
            entry {
                $0.method = evil
                $0.host = evil
                $0.target = "/" + evil
                $0.userAgent = evil
                $0.user = evil
            })
        #expect(line.unicodeScalars.filter { $0 == "\n" }.count == 1 && line.hasSuffix("\n"))
        #expect(line.dropLast().unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        if isJSON { #expect(isOneObject(line)) }
    }

    @Test("is JSON whatever byte a target has")
    func everyByte() {
        for byte in UInt8.min...UInt8.max {
            let line = AccessLogFormatter(isJSON: true).line(
                entry { $0.target = String(decoding: [0x2F, byte, 0x78], as: UTF8.self) })
            #expect(isOneObject(line), "\(byte)")
        }
    }

    @Test("holds no secret of its target")
    func secrets() {
        for isJSON in [true, false] {
            let line = AccessLogFormatter(isJSON: isJSON).line(entry { $0.target = "/api/webhooks/execute/s3cret?token=s3cret" })
            #expect(!line.contains("s3cret") && line.contains("[redacted]"))
        }
    }

    /// Whether strings open and close, escapes are legal (RFC 8259 §7), and the braces outside of strings are one pair.
    private func isOneObject(_ line: String) -> Bool {
        var isInString = false
        var isEscaped = false
        var braces: [Character] = []
        for character in line.dropLast() {
            if isEscaped {
                guard "\"\\/bfnrtu".contains(character) else { return false }
                isEscaped = false
            } else if isInString {
                if character == "\\" { isEscaped = true }
                if character == "\"" { isInString = false }
            } else if character == "\"" {
                isInString = true
            } else if character == "{" || character == "}" {
                braces.append(character)
            }
        }
        return !isInString && !isEscaped && braces == ["{", "}"] && line.first == "{"
    }
}

@Suite("Dates")
struct HTTPDateTests {
    @Test("are IMF-fixdate (RFC 9110 §5.6.7)", arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"),
        (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"), (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func vectors(_ seconds: Int, _ text: String) {
        #expect(String(decoding: HTTPDate.format(seconds), as: UTF8.self) == text)
    }

    @Test("are made anew once a second, not once a request")
    func refreshing() {
        let start = Instant(nanoseconds: 0)
        let date = HTTPDate(at: start)
        #expect(date.text.count == 29)
        #expect(!date.isStale(at: start + .milliseconds(999)))
        #expect(date.isStale(at: start + .seconds(1)))
    }

    @Test("of log lines are RFC 3339 with milliseconds, cut and not rounded")
    func logTime() {
        #expect(LogTime.text(timespec(tv_sec: 0, tv_nsec: 0)) == "1970-01-01T00:00:00.000Z")
        #expect(LogTime.text(timespec(tv_sec: 1_709_251_199, tv_nsec: 999_999_999)) == "2024-02-29T23:59:59.999Z")
    }
}
