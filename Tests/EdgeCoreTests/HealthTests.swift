import Testing

@testable import EdgeCore

@Suite("Health checks")
struct HealthTests {
    private static func verdict(_ answer: String, pieces: Int = 1, ended: Bool = true, _ change: (inout HealthCheck) -> Void = { _ in })
        -> HealthAnswer.Verdict?
    {
        var check = HealthCheck("/api/health")
        check.body = #""status":"ok""#
        change(&check)
        var reader = HealthAnswer(check, limits: Limits())
        let bytes = Array(answer.utf8)
        let size = max(1, bytes.count / pieces)
        for start in stride(from: 0, to: bytes.count, by: size) {
            if let verdict = reader.received(Array(bytes[start..<min(start + size, bytes.count)]).span) { return verdict }
        }
        return ended ? reader.ended() : nil
    }

    private static let ok = #"{"status":"ok"}"#

    @Test("the status and a text in the body decide, however the answer is framed and cut", arguments: [1, 3, 500])
    func well(pieces: Int) {
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n\(Self.ok)",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\(Self.ok)",
            "HTTP/1.1 204 No\r\n\r\n",
            "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n{\"st\r\nb\r\natus\":\"ok\"}\r\n0\r\n\r\n",
        ]
        for (index, answer) in answers.enumerated() {
            let verdict = Self.verdict(answer, pieces: pieces, ended: false) { if index == 2 { $0.body = nil } }
            #expect(verdict == .well, "\(index)")
        }
    }

    @Test("what is wrong is said")
    func ill() {
        let degraded = #"{"status":"degraded"}"#
        let cases: [(String, String)] = [
            ("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "it answered 503"),
            ("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "it answered 302"),
            ("HTTP/1.1 200 OK\r\nContent-Length: \(degraded.utf8.count)\r\n\r\n\(degraded)", "its answer lacks the text that was asked for"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", "its answer lacks the text that was asked for"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "its answer's chunks are malformed"),
            ("HTTP/1.1 200 OK\r\n\r\n", "its answer lacks the text that was asked for"),
            ("", "it closed before it answered"), ("SSH-2.0-OpenSSH\r\n\r\n", "malformed status line"),
        ]
        for (answer, reason) in cases { #expect(Self.verdict(answer) == .ill(reason), "\(answer)") }
        // However much comes, an end is found.
        let endless = "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 70_000)
        #expect(Self.verdict(endless, ended: false) == .ill("its answer lacks the text that was asked for"))
        #expect(Self.verdict("HTTP/1.1 302 Found\r\n\r\n") { ($0.statuses, $0.body) = (302...302, nil) } == .well)
    }

    @Test("so many results in a row change what an upstream counts as, and each change is told once")
    func record() {
        var record = HealthRecord(passes: 2, fails: 3)
        let results = [false, false, true, false, false, false, false, true, false, true, true, true]
        let changes = results.map { record.note(isWell: $0) }
        #expect(changes == [nil, nil, nil, nil, nil, .fellIll, nil, nil, nil, nil, .recovered, nil])
        #expect(!record.isIll)
    }
}
