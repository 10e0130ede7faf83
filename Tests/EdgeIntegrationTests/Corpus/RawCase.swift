import Testing

/// Bytes of a client, the rule that they are about, and the outcomes that are right.
struct RawCase: Sendable, CustomTestStringConvertible {
    /// An RFC's section, or a CVE.
    let source: String
    let name: String
    let bytes: String
    /// The statuses of the answers on the connection, in order. What is refused ends the connection.
    let accepted: [[Int]]
    /// Requests that the upstream may see; by default as many as were answered with 200 or 101.
    let forwarded: ClosedRange<Int>?

    init(_ source: String, _ name: String, _ bytes: String, _ accepted: [Int]..., forwarded: ClosedRange<Int>? = nil) {
        self.source = source
        self.name = name
        self.bytes = bytes
        self.accepted = accepted
        self.forwarded = forwarded
    }

    var testDescription: String { "\(source): \(name)" }

    /// A GET with one more line.
    static func line(_ source: String, _ name: String, _ line: String, _ accepted: [Int]...) -> RawCase {
        RawCase(source, name, bytes: "GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n", accepted: accepted)
    }

    /// A request line with a Host behind it.
    static func start(_ source: String, _ name: String, _ start: String, _ accepted: [Int]...) -> RawCase {
        RawCase(source, name, bytes: "\(start)\r\nHost: a\r\n\r\n", accepted: accepted)
    }

    /// A POST with these lines, and what follows its head.
    static func post(
        _ source: String, _ name: String, _ lines: String, _ rest: String, _ accepted: [Int]...,
        forwarded: ClosedRange<Int>? = nil
    ) -> RawCase {
        RawCase(
            source, name, bytes: "POST / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n\(rest)", accepted: accepted,
            forwarded: forwarded)
    }

    private init(
        _ source: String, _ name: String, bytes: String, accepted: [[Int]], forwarded: ClosedRange<Int>? = nil
    ) {
        self.source = source
        self.name = name
        self.bytes = bytes
        self.accepted = accepted
        self.forwarded = forwarded
    }

    /// A request that nobody must ever be taken to have sent.
    static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    static let all = lines + framing + fields + limits + forwarding
}
