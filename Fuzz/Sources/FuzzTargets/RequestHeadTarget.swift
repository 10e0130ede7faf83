@testable import EdgeCore

/// Request heads: the same however they are cut, and what is forwarded is read by a strict reader as what was meant.
enum RequestHeadTarget {
    static func run(_ bytes: [UInt8]) throws {
        let whole = parse(bytes)
        try checkPieces(bytes, whole)
        guard let head = whole.head else { return }
        try check(forwarded: head)
    }

    struct Outcome {
        var head: RequestHead?
        var error: HTTP1Error?
        var end: Int?
    }

    /// Room for the lines that are added on the way.
    static let roomier: Limits = {
        var limits = Limits()
        limits.fieldCount *= 2
        return limits
    }()

    static func parse(_ bytes: [UInt8], limits: Limits = Limits()) -> Outcome {
        var finder = HeadEndFinder()
        guard let end = finder.find(in: bytes.span) else { return Outcome() }
        let head = RequestHead()
        do {
            try RequestHeadParser.parse(bytes.span, end: end, into: head, limits: limits)
            return Outcome(head: head, end: end)
        } catch {
            return Outcome(error: error, end: end)
        }
    }

    private static func checkPieces(_ bytes: [UInt8], _ whole: Outcome) throws {
        var finder = HeadEndFinder()
        var seen: [UInt8] = []
        var end: Int?
        for piece in pieces(of: bytes) {
            seen += piece
            end = finder.find(in: seen.span)
            if end != nil { break }
        }
        try require(end == whole.end, "the end of the head depends on how it is cut: \(String(describing: end))")
    }

    /// What the upstream gets has one meaning, and it is the one that was decided on.
    static func check(forwarded head: RequestHead) throws {
        // A 1.0 client may name no host. The Host that goes on is then empty (RFC 9112 §3.2), and read as a 1.1 client's here.
        guard !head.authorityRange.isEmpty else { return }
        var record = ExchangeRecord()
        record.client = .ipv4(0xCB00_7107, port: 1)
        RequestForwarding.prepare(head, for: record)
        var buffer = ByteBuffer()
        let option: HeadSerializer.ConnectionOption = head.asksForUpgrade ? .upgrade : .persist
        HeadSerializer.append(head, connection: option, to: &buffer)
        let again = parse(buffer.bytes.array, limits: roomier)
        let text = buffer.bytes.text
        guard let read = again.head else { throw FuzzFinding(description: "what is forwarded is refused: \(text)") }
        try require(again.end == buffer.count, "something follows the forwarded head: \(text)")
        try require(read.bodyLength == head.bodyLength, "another body length is forwarded: \(text)")
        try require(read.methodText == head.methodText, "another method is forwarded: \(text)")
        try require(read.targetText == head.targetText, "another target is forwarded: \(text)")
        try require(read.authorityText == head.authorityText, "another authority is forwarded: \(text)")
        try require(read.asksForUpgrade == head.asksForUpgrade, "another upgrade is forwarded: \(text)")
        try checkClient(read, text)
    }

    private static func checkClient(_ head: RequestHead, _ text: String) throws {
        for line in head.fields.lines {
            let value = head.fields.text(ofValue: line)
            switch line.name {
            case .xForwardedFor, .xRealIP: try require(value == "203.0.113.7", "another client is forwarded: \(text)")
            case .cfConnectingIP, .clientAddressClaim: throw FuzzFinding(description: "a claim is forwarded: \(text)")
            default: break
            }
        }
        let claims = head.fields.lines.filter { $0.name == .xForwardedFor }.count
        try require(claims == 1, "\(claims) X-Forwarded-For lines are forwarded: \(text)")
    }
}
