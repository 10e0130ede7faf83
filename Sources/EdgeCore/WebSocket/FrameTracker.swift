/// Follows the frame borders of one direction of a WebSocket without touching its payload (RFC 6455 §5.2).
///
/// A Close can be put in only at a border; sizes and close codes are known only to who counts. The cost is a few instructions
/// a frame. Bytes that are no legal frame make the direction opaque: it passes on, and nothing is put in any more.
package struct FrameTracker: Sendable {
    package enum Position: Equatable, Sendable {
        /// Between two frames.
        case border
        /// Inside a header, with this many bytes of it seen.
        case header(seen: Int)
        /// Inside a payload.
        case payload(remaining: UInt64)
        /// Not WebSocket, or not legal: passed on, not understood.
        case opaque
    }

    package private(set) var position = Position.border
    /// Between the fragments of a message: control frames may stand here, data frames may not (RFC 6455 §5.4).
    package private(set) var isInsideMessage = false
    /// The code of a Close that passed; 1005 where it had none (RFC 6455 §7.4.1).
    package private(set) var closeCode: UInt16?
    package private(set) var frames = 0

    /// At most 14 bytes: two, a length of up to eight, a mask of four.
    private var header: (UInt64, UInt64) = (0, 0)
    private var payloadSeen = 0
    /// What is loaded at once where a header begins.
    private static let headerRoom = 16

    /// - Parameter isOpaque: for bytes of another protocol, whose borders nobody knows.
    package init(isOpaque: Bool = false) {
        if isOpaque { position = .opaque }
    }

    /// Whether a frame of ours may be put in here.
    package var acceptsFrame: Bool { position == .border && closeCode == nil }

    package mutating func advance(_ bytes: Span<UInt8>) { _ = advance(bytes, stopsAtBorder: false) }

    /// Follows the bytes up to the next border, and says how many that were: all of them where there is none.
    package mutating func advanceToBorder(_ bytes: Span<UInt8>) -> Int { advance(bytes, stopsAtBorder: true) }

    private mutating func advance(_ bytes: Span<UInt8>, stopsAtBorder: Bool) -> Int {
        var index = 0
        while index < bytes.count {
            switch position {
            case .opaque: return bytes.count
            case .border:
                if stopsAtBorder { return index }
                if index + Self.headerRoom <= bytes.count {
                    // A whole header, with more behind it that nobody asks for: 2 loads instead of a step for each byte.
                    header = (bytes.word(at: index), bytes.word(at: index + 8))
                    index += headerLength
                    advanceHeader(seen: headerLength)
                } else {
                    position = .header(seen: 0)
                    header = (0, 0)
                }
            case .header(let seen):
                // The first two bytes say how many more there are.
                let count = min((seen < 2 ? 2 : headerLength) - seen, bytes.count - index)
                for place in 0..<count { note(bytes[index + place], at: seen + place) }
                index += count
                advanceHeader(seen: seen + count)
            case .payload(let remaining):
                let count = Int(min(UInt64(bytes.count - index), remaining))
                if opcode == 8 { noteClose(bytes.extracting(index..<index + count)) }
                index += count
                payloadSeen += count
                position = remaining == UInt64(count) ? .border : .payload(remaining: remaining - UInt64(count))
            }
        }
        return index
    }

    private mutating func advanceHeader(seen: Int) {
        guard seen >= 2 else {
            position = .header(seen: seen)
            return
        }
        guard seen >= headerLength else {
            position = isLegalStart ? .header(seen: seen) : .opaque
            return
        }
        guard isLegalStart, payloadLength >> 63 == 0 else {
            position = .opaque
            return
        }
        frames += 1
        payloadSeen = 0
        if !isControl { isInsideMessage = !isFinal }
        if opcode == 8 { closeCode = 1005 }
        position = payloadLength == 0 ? .border : .payload(remaining: payloadLength)
    }

    // MARK: The header's fields

    private subscript(index: Int) -> UInt8 {
        let word = index < 8 ? header.0 : header.1
        return UInt8(truncatingIfNeeded: word >> UInt64(index % 8 * 8))
    }

    private mutating func note(_ byte: UInt8, at index: Int) {
        let bits = UInt64(byte) << UInt64(index % 8 * 8)
        if index < 8 { header.0 |= bits } else { header.1 |= bits }
    }

    private var opcode: UInt8 { self[0] & 15 }
    private var isFinal: Bool { self[0] & 0x80 != 0 }
    private var isControl: Bool { opcode & 8 != 0 }
    private var isMasked: Bool { self[1] & 0x80 != 0 }
    private var lengthBytes: Int {
        switch self[1] & 127 {
        case 126: 2
        case 127: 8
        default: 0
        }
    }
    private var headerLength: Int { 2 + lengthBytes + (isMasked ? 4 : 0) }

    private var payloadLength: UInt64 {
        switch self[1] & 127 {
        case 126: UInt64(UInt16(truncatingIfNeeded: header.0 >> 16).byteSwapped)
        case 127: (header.0 >> 16 | header.1 << 48).byteSwapped
        case let short: UInt64(short)
        }
    }

    /// Known opcodes, control frames short and whole, fragments where they may stand.
    private var isLegalStart: Bool {
        switch opcode {
        case 0: isInsideMessage
        case 1, 2: !isInsideMessage
        // A Close has no payload, or one that begins with a code of two bytes (RFC 6455 §5.5.1).
        case 8: isFinal && self[1] & 127 <= 125 && self[1] & 127 != 1
        case 9, 10: isFinal && self[1] & 127 <= 125
        default: false
        }
    }

    /// The first two payload bytes of a Close are its code; a client's are masked.
    private mutating func noteClose(_ bytes: Span<UInt8>) {
        for index in bytes.indices where payloadSeen + index < 2 {
            let place = payloadSeen + index
            let mask = isMasked ? self[2 + lengthBytes + place] : 0
            let byte = UInt16(bytes[index] ^ mask)
            closeCode = place == 0 ? byte << 8 : (closeCode ?? 0) | byte
        }
    }
}
