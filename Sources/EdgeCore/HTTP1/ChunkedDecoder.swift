/// Takes a chunked body apart (RFC 9112 §7.1): sizes and extensions are read and dropped, data passes as spans of the input.
package enum ChunkedDecoder: ~Copyable, Sendable {
    /// Reading a chunk-size line; `bytes` of it so far, the size so far, and where in the line we are.
    case size(value: Int, digits: UInt8, bytes: UInt32, part: SizePart)
    /// Inside a chunk, this many bytes before its end.
    case data(remaining: Int)
    /// Behind a chunk's data: CR, then LF.
    case dataEnd(sawReturn: Bool)
    /// In the trailer section, which the caller collects.
    case trailers
    /// Behind the empty line that ends the trailer section.
    case finished

    package enum SizePart: Sendable { case digits, padding, `extension`, lineFeed }

    /// What the next bytes are.
    package enum Step: Equatable {
        /// All input is used up; `consumed` bytes of framing were passed.
        case needsMore(consumed: Int)
        /// `count` bytes of data stand behind `consumed` bytes of framing.
        case data(consumed: Int, count: Int)
        /// The trailer section begins behind `consumed` bytes.
        case trailers(consumed: Int)
    }

    package init() { self = .size(value: 0, digits: 0, bytes: 0, part: .digits) }

    package var isFinished: Bool {
        switch self {
        case .finished: true
        case .size: false
        case .data: false
        case .dataEnd: false
        case .trailers: false
        }
    }

    /// Passes framing up to the next data. Data that a step has announced counts as passed.
    package mutating func next(_ bytes: Span<UInt8>, lineLimit: Int) throws(HTTP1Error) -> Step {
        var index = 0
        while true {
            switch consume self {
            case .data(let remaining):
                let count = min(remaining, bytes.count - index)
                self = remaining == count ? .dataEnd(sawReturn: false) : .data(remaining: remaining - count)
                if count == 0 { return .needsMore(consumed: index) }
                return .data(consumed: index, count: count)
            case .trailers:
                self = .trailers
                return .trailers(consumed: index)
            case .finished:
                self = .finished
                return .needsMore(consumed: index)
            case .dataEnd(let sawReturn):
                guard index < bytes.count else {
                    self = .dataEnd(sawReturn: sawReturn)
                    return .needsMore(consumed: index)
                }
                guard bytes[index] == (sawReturn ? ASCII.lineFeed : ASCII.carriageReturn) else {
                    self = .finished
                    throw .malformedChunk
                }
                self = sawReturn ? ChunkedDecoder() : .dataEnd(sawReturn: true)
                index += 1
            case .size(let value, let digits, let lineBytes, let part):
                guard index < bytes.count else {
                    self = .size(value: value, digits: digits, bytes: lineBytes, part: part)
                    return .needsMore(consumed: index)
                }
                guard lineBytes < UInt32(clamping: lineLimit) else {
                    self = .finished
                    throw .chunkLineTooLong
                }
                let line = SizeLine(value: value, digits: digits, bytes: lineBytes + 1, part: part)
                guard let after = line.after(bytes[index]) else {
                    self = .finished
                    throw .malformedChunk
                }
                self = after
                index += 1
            }
        }
    }

    /// The trailer section has been read.
    package mutating func trailersEnded() { self = .finished }

    /// `chunk-size [ chunk-ext ] CRLF`, a byte at a time.
    private struct SizeLine {
        var value: Int
        var digits: UInt8
        var bytes: UInt32
        var part: SizePart

        /// The state after one more byte; `nil` when it may not stand here.
        func after(_ byte: UInt8) -> ChunkedDecoder? {
            switch part {
            case .digits:
                if let digit = ASCII.hexadecimalValue(byte) {
                    // 15 digits keep the size inside a signed 64-bit number.
                    guard digits < 15 else { return nil }
                    return .size(value: value << 4 | Int(digit), digits: digits + 1, bytes: bytes, part: .digits)
                }
                guard digits > 0 else { return nil }
                if byte == ASCII.carriageReturn { return with(.lineFeed) }
                return afterPadding(byte)
            case .padding:
                // White space may stand before an extension (RFC 9112 §7.1.1), and some servers pad the size with it.
                return byte == ASCII.carriageReturn ? with(.lineFeed) : afterPadding(byte)
            case .extension:
                if byte == ASCII.carriageReturn { return with(.lineFeed) }
                return ASCII.isFieldValue(byte) ? with(.extension) : nil
            case .lineFeed:
                guard byte == ASCII.lineFeed else { return nil }
                return value == 0 ? .trailers : .data(remaining: value)
            }
        }

        private func afterPadding(_ byte: UInt8) -> ChunkedDecoder? {
            switch byte {
            case ASCII.space, ASCII.tab: with(.padding)
            case UInt8(ascii: ";"): with(.extension)
            default: nil
            }
        }

        private func with(_ part: SizePart) -> ChunkedDecoder {
            .size(value: value, digits: digits, bytes: bytes, part: part)
        }
    }
}
