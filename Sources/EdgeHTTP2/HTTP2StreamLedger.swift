/// Which streams a client may still send on, as far as its own frames say (RFC 9113 §5.1).
///
/// nghttp2 keeps silent about HEADERS with a stream id smaller than one seen, and about DATA on streams that it has
/// forgotten. Frames on streams that *we* reset are in flight legally and stay unjudged.
struct HTTP2StreamLedger {
    enum Verdict: Equatable, Sendable {
        case fine
        /// The client has ended this stream before (RFC 9113 §5.1, closed).
        case ended
        /// A stream that was passed over and can never be opened (RFC 9113 §5.1.1).
        case passedOver
    }

    /// The highest stream id that the client has opened.
    private(set) var last: UInt32 = 0
    /// Streams that the client has opened and not ended; the newest last.
    private var open: [UInt32] = []
    /// Streams that the client has ended, in a ring.
    private var ended: [UInt32] = []
    private var nextEnded = 0

    /// Streams remembered of each kind; what is older is not judged, or counts as passed over.
    static let remembered = 128

    mutating func headers(on stream: UInt32, endsStream: Bool) -> Verdict {
        // Stream 0 and even ids are nghttp2's to refuse.
        guard stream & 1 == 1 else { return .fine }
        if stream > last {
            last = stream
            endsStream ? noteEnded(stream) : noteOpen(stream)
            return .fine
        }
        guard let index = open.lastIndex(of: stream) else { return ended.contains(stream) ? .ended : .passedOver }
        if endsStream {
            open.remove(at: index)
            noteEnded(stream)
        }
        return .fine
    }

    mutating func data(on stream: UInt32, endsStream: Bool) -> Verdict {
        guard let index = open.lastIndex(of: stream) else { return ended.contains(stream) ? .ended : .fine }
        if endsStream {
            open.remove(at: index)
            noteEnded(stream)
        }
        return .fine
    }

    mutating func reset(_ stream: UInt32) {
        guard let index = open.lastIndex(of: stream) else { return }
        open.remove(at: index)
        noteEnded(stream)
    }

    private mutating func noteOpen(_ stream: UInt32) {
        if open.count >= Self.remembered { open.removeFirst() }
        open.append(stream)
    }

    private mutating func noteEnded(_ stream: UInt32) {
        guard ended.count == Self.remembered else { return ended.append(stream) }
        ended[nextEnded] = stream
        nextEnded = (nextEnded + 1) % Self.remembered
    }
}
