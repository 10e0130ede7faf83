internal import EdgeCore

/// Walks over a client's bytes from frame to frame, whatever pieces they arrive in.
///
/// nghttp2 tells nothing of frames that it ignores, such as DATA on a closed stream; the guards have to see every
/// frame, and before nghttp2 acts on it. Payloads are skipped.
struct HTTP2FrameScanner {
    /// Bytes of the client's preface that are still to come (RFC 9113 §3.4).
    private var prefaceLeft = 24
    private var payloadLeft = 0
    /// Header bytes gathered so far, the newest in the low bits: the first eight, then the rest.
    private var high: UInt64 = 0
    private var low: UInt64 = 0
    private var gathered = 0
    private var type: UInt8 = 0
    /// A header block is open: HEADERS without END_HEADERS has been seen.
    private var isBlockOpen = false

    /// Whether a request's head has begun and not ended: the clock of slow heads runs.
    var isInsideHead: Bool {
        if isBlockOpen { return true }
        let isHead = type == HTTP2FrameHeader.Kind.headers || type == HTTP2FrameHeader.Kind.continuation
        return isHead && payloadLeft > 0
    }

    /// The next frame header that is complete, searching from `index` on, which is moved behind it.
    mutating func next(in bytes: Span<UInt8>, from index: inout Int) -> HTTP2FrameHeader? {
        Self.skip(&prefaceLeft, in: bytes, from: &index)
        Self.skip(&payloadLeft, in: bytes, from: &index)
        if gathered == 0, bytes.count - index >= HTTP2FrameHeader.bytes {
            gatherHeader(in: bytes, at: index)
            index += HTTP2FrameHeader.bytes
            if let header = headerIfComplete() {
                finish(header)
                return header
            }
        }
        while index < bytes.count {
            gather(bytes[index])
            index += 1
            guard let header = headerIfComplete() else { continue }
            finish(header)
            return header
        }
        return nil
    }

    private static func skip(_ left: inout Int, in bytes: Span<UInt8>, from index: inout Int) {
        let count = min(left, bytes.count - index)
        left -= count
        index += count
    }

    /// The nine bytes that most frames have in one piece, by two loads.
    private mutating func gatherHeader(in bytes: Span<UInt8>, at index: Int) {
        high = bytes.word(at: index).byteSwapped
        low = UInt64(bytes[index + 8])
        gathered = HTTP2FrameHeader.bytes
    }

    private mutating func gather(_ byte: UInt8) {
        if gathered < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        gathered += 1
    }

    private func headerIfComplete() -> HTTP2FrameHeader? {
        guard gathered >= 9 else { return nil }
        var header = HTTP2FrameHeader(
            length: Int(high >> 40), type: UInt8(truncatingIfNeeded: high >> 32),
            flags: UInt8(truncatingIfNeeded: high >> 24), stream: 0)
        let prefix = header.prefixLength
        guard gathered == 9 + prefix else { return nil }
        let lastByte = low >> UInt64(8 * prefix)
        header.stream = UInt32(truncatingIfNeeded: (high & 0x7F_FFFF) << 8 | lastByte & 0xFF)
        if header.isPadded, prefix == 1 { header.padLength = Int(low & 0xFF) }
        if prefix >= 4 { header.dependency = UInt32(truncatingIfNeeded: low & 0x7FFF_FFFF) }
        return header
    }

    private mutating func finish(_ header: HTTP2FrameHeader) {
        payloadLeft = header.length - (gathered - 9)
        type = header.type
        if type == HTTP2FrameHeader.Kind.headers || type == HTTP2FrameHeader.Kind.continuation {
            isBlockOpen = !header.endsHead
        }
        gathered = 0
        high = 0
        low = 0
    }
}
