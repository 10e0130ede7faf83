@testable import EdgeCore
@testable import EdgeHTTP2

/// A client's bytes behind the preface, through the guard and nghttp2, to the requests that are made of them: each has to be one
/// that HTTP/1.1 says without a second meaning.
enum HTTP2Target {
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static func run(_ bytes: [UInt8]) throws {
        let session = HTTP2Session(settings: HTTP2Settings(), limits: Limits(), shelf: HTTP2Shelf())
        var inspector = HTTP2Guard()
        var output = ByteBuffer()
        for piece in [preface[...]] + pieces(of: bytes) {
            let slice = Array(piece)
            let violation = inspector.inspect(slice.span, at: Instant(nanoseconds: 1))
            let usable = slice.span.extracting(0..<(violation?.offset ?? slice.count))
            let isHealthy = session.receive(usable)
            try workOff(session, usable.count)
            _ = session.send(into: &output)
            output.removeAll()
            session.eventsDone()
            if violation != nil || !isHealthy { return }
        }
    }

    private static func workOff(_ session: HTTP2Session, _ count: Int) throws {
        for event in session.events {
            switch event {
            case .head(_, let endsStream): try check(session.takeBlock(), endsStream: endsStream)
            case .trailers:
                var trailers = FieldSection()
                session.takeBlock().move(into: &trailers)
                Trailers.dropForbidden(&trailers)
            case .data(_, let offset, let length):
                try require(offset >= 0 && length >= 0 && Int(offset) + Int(length) <= count, "data outside of its bytes")
            default: break
            }
        }
    }

    private static func check(_ block: HTTP2FieldBlock, endsStream: Bool) throws {
        let request = RequestHead()
        do {
            _ = try HTTP2RequestMapping.map(block, endsStream: endsStream, into: request, within: .init(Limits()))
        } catch {
            return
        }
        if endsStream { try require(request.bodyLength == .none, "a body behind the end of the stream") }
        try RequestHeadTarget.check(forwarded: request)
    }
}
