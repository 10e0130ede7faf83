/// Writes WebSocket frames (RFC 6455 §5.2).
package enum FrameEncoder {
    /// One whole frame; masked where a client's side is spoken (towards an upstream).
    package static func frame(opcode: UInt8, _ payload: [UInt8], mask: UInt32? = nil) -> [UInt8] {
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        var frame: [UInt8] = [0x80 | opcode]
        switch payload.count {
        case 0..<126: frame.append(maskBit | UInt8(payload.count))
        case 126..<65536:
            frame.append(maskBit | 126)
            frame += [UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            frame.append(maskBit | 127)
            frame += (0..<8).map { UInt8(truncatingIfNeeded: UInt64(payload.count) >> UInt64(56 - $0 * 8)) }
        }
        guard let mask else { return frame + payload }
        let key = (0..<4).map { UInt8(truncatingIfNeeded: mask >> UInt32(24 - $0 * 8)) }
        return frame + key + payload.enumerated().map { $1 ^ key[$0 & 3] }
    }

    /// A Close frame's payload: the code and at most 123 bytes of reason, which stay UTF-8 (RFC 6455 §5.5.1).
    package static func closePayload(_ code: UInt16, _ reason: String) -> [UInt8] {
        let bytes = Array(reason.utf8)
        var end = min(bytes.count, 123)
        while end < bytes.count, end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return [UInt8(code >> 8), UInt8(code & 255)] + bytes[..<end]
    }
}
