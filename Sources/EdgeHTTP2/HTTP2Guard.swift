internal import EdgeCore

/// Looks at every frame before nghttp2 does: the rules of RFC 9113 that nghttp2 does not check, and the budgets.
struct HTTP2Guard {
    /// A reason to end the connection.
    struct Violation: Error, Equatable {
        var code: HTTP2ErrorCode
        /// For the log.
        var phrase: String
        /// Where in the bytes the offending frame begins; 0 where it began before them.
        var offset: Int
    }

    private var scanner = HTTP2FrameScanner()
    private var ledger = HTTP2StreamLedger()
    private var monitor = HTTP2AbuseMonitor()

    var isInsideHead: Bool { scanner.isInsideHead }

    /// Judges the frames whose headers end in these bytes; the first that is refused ends it.
    mutating func inspect(_ bytes: Span<UInt8>, at now: Instant) -> Violation? {
        var index = 0
        while let frame = scanner.next(in: bytes, from: &index) {
            guard var violation = judge(frame, at: now) else { continue }
            violation.offset = max(0, index - 9 - frame.prefixLength)
            return violation
        }
        return nil
    }

    private mutating func judge(_ frame: HTTP2FrameHeader, at now: Instant) -> Violation? {
        if let phrase = monitor.received(frame, at: now) { return calm(phrase) }
        if frame.dependency == frame.stream, frame.stream != 0 {
            return Violation(code: .protocolError, phrase: "stream that depends on itself", offset: 0)
        }
        switch frame.type {
        case HTTP2FrameHeader.Kind.headers:
            return violation(of: ledger.headers(on: frame.stream, endsStream: frame.endsStream))
        case HTTP2FrameHeader.Kind.data:
            return violation(of: ledger.data(on: frame.stream, endsStream: frame.endsStream))
        case HTTP2FrameHeader.Kind.resetStream:
            ledger.reset(frame.stream)
            return nil
        default: return nil
        }
    }

    private func violation(of verdict: HTTP2StreamLedger.Verdict) -> Violation? {
        switch verdict {
        case .fine: nil
        case .ended: Violation(code: .streamClosed, phrase: "frame on a stream that the client has ended", offset: 0)
        case .passedOver: Violation(code: .protocolError, phrase: "HEADERS with a smaller stream id", offset: 0)
        }
    }

    /// A stream was reset for the client's fault.
    mutating func madeReset(at now: Instant) -> Violation? { monitor.madeReset(at: now).map(calm) }

    mutating func sentPing() { monitor.sentPing() }

    mutating func sentData(frames: Int) { monitor.sentData(frames: frames) }

    private func calm(_ phrase: StaticString) -> Violation {
        Violation(code: .enhanceYourCalm, phrase: phrase.description, offset: 0)
    }
}
