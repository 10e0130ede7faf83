@testable import EdgeCore

/// Response heads: what a client gets is read by a strict reader as what was meant. The first byte picks the request's method.
enum ResponseHeadTarget {
    static func run(_ bytes: [UInt8]) throws {
        guard let first = bytes.first else { return }
        let method: Method = first & 1 == 0 ? .get : .head
        let text = Array(bytes.dropFirst())
        guard let head = parse(text, to: method) else { return }
        try require((100...999).contains(head.status), "status \(head.status)")
        guard head.status != 101 else { return }
        ResponseForwarding.prepare(head) { _ in }
        let isChunked = head.bodyLength == .untilEnd || head.bodyLength == .untilClose
        var buffer = ByteBuffer()
        HeadSerializer.append(head, isChunked: isChunked, connection: .persist, to: &buffer)
        let sent = buffer.bytes.text
        guard let read = parse(buffer.bytes.array, to: method, limits: RequestHeadTarget.roomier) else {
            throw FuzzFinding(description: "what is sent on is refused: \(sent)")
        }
        try require(read.status == head.status, "another status is sent on: \(sent)")
        if case .known(let count) = head.bodyLength {
            try require(read.bodyLength == .known(count), "another length is sent on: \(sent)")
        }
        if isChunked { try require(read.bodyLength == .untilEnd, "another framing is sent on: \(sent)") }
    }

    private static func parse(
        _ bytes: [UInt8], to method: Method, limits: Limits = Limits()
    ) -> ResponseHead? {
        var finder = HeadEndFinder()
        guard let end = finder.find(in: bytes.span) else { return nil }
        let head = ResponseHead()
        do {
            try ResponseHeadParser.parse(bytes.span, end: end, into: head, requestMethod: method, limits: limits)
            return head
        } catch {
            return nil
        }
    }
}
