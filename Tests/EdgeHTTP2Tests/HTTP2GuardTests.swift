import EdgeCore
import Testing

@testable import EdgeHTTP2

@Suite struct HTTP2GuardTests {
    private let start = Instant(nanoseconds: 1_000_000_000)

    private func inspect(_ bytes: [UInt8], _ inspector: inout HTTP2Guard, _ now: Instant) -> HTTP2Guard.Violation? {
        inspector.inspect(bytes.span, at: now)
    }

    private func judge(_ frames: [[UInt8]], piece: Int = .max, every: Interval = .milliseconds(0)) -> HTTP2Guard.Violation? {
        var inspector = HTTP2Guard()
        var now = start
        var bytes = FrameBytes.preface
        for frame in frames { bytes += frame }
        if every > .milliseconds(0) {
            _ = inspect(FrameBytes.preface, &inspector, now)
            for frame in frames {
                now = now + every
                if let violation = inspect(frame, &inspector, now) { return violation }
            }
            return nil
        }
        var index = 0
        while index < bytes.count {
            let end = min(bytes.count, index + min(piece, bytes.count))
            if let violation = inspect(Array(bytes[index..<end]), &inspector, now) { return violation }
            index = end
        }
        return nil
    }

    @Test("floods are told by their kind", arguments: [
        ("resets", FrameBytes.reset(1), 500), ("pings", FrameBytes.ping(), 200),
        ("settings", FrameBytes.settings(), 50), ("empty DATA", FrameBytes.data(1, []), 200),
        ("DATA of padding", FrameBytes.frame(0, flags: 8, stream: 1, [2, 0, 0]), 200),
        ("PRIORITY", FrameBytes.frame(2, stream: 3, [0, 0, 0, 0, 1]), 2000),
        ("unknown frames", FrameBytes.frame(0xBB, []), 2000), ("WINDOW_UPDATE", FrameBytes.windowUpdate(0, 1), 4000),
    ])
    func floods(_ flood: (String, [UInt8], Int)) {
        let opening = [FrameBytes.headers(1, FrameBytes.get, end: false)]
        let frames = opening + Array(repeating: flood.1, count: flood.2)
        #expect(judge(frames)?.code == .enhanceYourCalm)
        // The same number over an hour is nobody's flood.
        #expect(judge(opening + Array(repeating: flood.1, count: flood.2), every: .seconds(2)) == nil)
    }

    @Test("a block of nine continuations is a flood, of eight is not")
    func continuations() {
        let head = FrameBytes.frame(1, flags: 1, stream: 1, FrameBytes.block(FrameBytes.get))
        let piece = FrameBytes.frame(9, stream: 1, FrameBytes.block([("a", "b")]))
        #expect(judge([head] + Array(repeating: piece, count: 8)) == nil)
        #expect(judge([head] + Array(repeating: piece, count: 9))?.code == .enhanceYourCalm)
    }

    @Test("a browser that leaves two pages is not a flood")
    func cancelledPages() {
        var frames: [[UInt8]] = []
        for stream in 0..<200 {
            frames.append(FrameBytes.headers(UInt32(stream * 2 + 1), FrameBytes.get))
            frames.append(FrameBytes.reset(UInt32(stream * 2 + 1)))
        }
        #expect(judge(frames) == nil)
    }

    @Test("frames are found in pieces of any size")
    func pieces() {
        let frames = [
            FrameBytes.settings([(3, 100)]), FrameBytes.headers(1, FrameBytes.get, end: false),
            FrameBytes.frame(0, flags: 8, stream: 1, [1, 5, 0]), FrameBytes.data(1, [1, 2, 3], end: true),
            FrameBytes.data(1, [4]),
        ]
        for piece in 1...60 {
            let violation = judge(frames, piece: piece)
            #expect(violation?.code == .streamClosed, "in pieces of \(piece)")
        }
    }

    @Test("a violation says where its frame begins")
    func offset() {
        var inspector = HTTP2Guard()
        let good = FrameBytes.preface + FrameBytes.settings() + FrameBytes.headers(5, FrameBytes.get)
        let bytes = good + FrameBytes.headers(3, FrameBytes.get)
        let violation = inspect(bytes, &inspector, start)
        #expect(violation?.code == .protocolError)
        #expect(violation?.offset == good.count)
    }

    @Test("a head counts as open from its first byte of payload to its last")
    func slowHead() {
        var inspector = HTTP2Guard()
        let head = FrameBytes.headers(1, FrameBytes.get)
        _ = inspect(FrameBytes.preface, &inspector, start)
        #expect(!inspector.isInsideHead)
        _ = inspect(Array(head.prefix(10)), &inspector, start)
        #expect(inspector.isInsideHead)
        _ = inspect(Array(head.dropFirst(10)), &inspector, start)
        #expect(!inspector.isInsideHead)
        _ = inspect(FrameBytes.frame(1, flags: 1, stream: 3, []), &inspector, start)
        #expect(inspector.isInsideHead)
    }

    @Test("what we reset may still be on its way; what the client ended may not")
    func ledger() {
        var ledger = HTTP2StreamLedger()
        #expect(ledger.headers(on: 1, endsStream: false) == .fine)
        #expect(ledger.headers(on: 3, endsStream: true) == .fine)
        #expect(ledger.data(on: 1, endsStream: false) == .fine)
        #expect(ledger.headers(on: 1, endsStream: true) == .fine)
        #expect(ledger.data(on: 1, endsStream: false) == .ended)
        #expect(ledger.data(on: 3, endsStream: false) == .ended)
        #expect(ledger.headers(on: 3, endsStream: true) == .ended)
        #expect(ledger.headers(on: 9, endsStream: false) == .fine)
        #expect(ledger.headers(on: 7, endsStream: false) == .passedOver)
        ledger.reset(9)
        #expect(ledger.data(on: 9, endsStream: false) == .ended)
    }

    @Test("answers to our own PINGs are not counted")
    func answeredPings() {
        var monitor = HTTP2AbuseMonitor()
        let answer = HTTP2FrameHeader(length: 8, type: HTTP2FrameHeader.Kind.ping, flags: 1, stream: 0)
        for _ in 0..<1000 {
            monitor.sentPing()
            #expect(monitor.received(answer, at: start) == nil)
        }
    }

    @Test("streams that the client makes us reset count as its resets")
    func madeResets() {
        var inspector = HTTP2Guard()
        var refused: HTTP2Guard.Violation?
        for _ in 0..<500 where refused == nil { refused = inspector.madeReset(at: start) }
        #expect(refused?.code == .enhanceYourCalm)
    }
}
