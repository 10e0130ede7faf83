/// Puts a client's frames together to messages, strictly (RFC 6455 §5): masked, known opcodes, whole control frames, UTF-8.
struct FrameDecoder: Sendable {
    enum Event: Equatable {
        case needsMore
        case message(WebSocket.Message)
        case ping([UInt8])
        case close
    }

    private var buffer: [UInt8] = []
    private var offset = 0
    private var message: [UInt8] = []
    /// The opcode of the message whose fragments are coming.
    private var fragmented: UInt8?
    private let messageBytes: Int

    init(messageBytes: Int) { self.messageBytes = messageBytes }

    mutating func append(_ bytes: [UInt8]) {
        if offset > 0, offset == buffer.count || offset > 64 * 1024 {
            buffer.removeFirst(offset)
            offset = 0
        }
        buffer += bytes
    }

    mutating func next() throws -> Event {
        while let frame = try takeFrame() {
            switch frame.opcode {
            case 8:
                try checkClose(frame.payload)
                return .close
            case 9: return .ping(frame.payload)
            case 10: continue
            default:
                if let event = try gather(frame) { return event }
            }
        }
        return .needsMore
    }

    private struct Frame {
        var opcode: UInt8
        var isFinal: Bool
        var payload: [UInt8]
    }

    /// No payload, or a code that may be sent and a reason in UTF-8 (RFC 6455 §5.5.1, §7.4).
    private func checkClose(_ payload: [UInt8]) throws {
        guard !payload.isEmpty else { return }
        guard payload.count >= 2 else { throw WebSocketViolation(code: .protocolError) }
        switch UInt16(payload[0]) << 8 | UInt16(payload[1]) {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw WebSocketViolation(code: .protocolError)
        }
        guard String(validating: payload[2...], as: UTF8.self) != nil else {
            throw WebSocketViolation(code: .invalidPayload)
        }
    }

    private mutating func gather(_ frame: Frame) throws -> Event? {
        switch (frame.opcode, fragmented) {
        case (0, .some): break
        case (1, nil), (2, nil): fragmented = frame.opcode
        default: throw WebSocketViolation(code: .protocolError)
        }
        guard message.count + frame.payload.count <= messageBytes else { throw WebSocketViolation(code: .tooLarge) }
        message += frame.payload
        guard frame.isFinal else { return nil }
        let whole = message
        let isText = fragmented == 1
        message = []
        fragmented = nil
        guard isText else { return .message(.binary(whole)) }
        guard let text = String(validating: whole, as: UTF8.self) else {
            throw WebSocketViolation(code: .invalidPayload)
        }
        return .message(.text(text))
    }

    private mutating func takeFrame() throws -> Frame? {
        let available = buffer.count - offset
        guard available >= 2 else { return nil }
        let first = buffer[offset]
        let second = buffer[offset + 1]
        let opcode = first & 15
        let isFinal = first & 0x80 != 0
        guard first & 0x70 == 0, second & 0x80 != 0, [0, 1, 2, 8, 9, 10].contains(opcode),
            opcode < 8 || isFinal && second & 127 <= 125
        else { throw WebSocketViolation(code: .protocolError) }
        let lengthBytes = second & 127 == 126 ? 2 : second & 127 == 127 ? 8 : 0
        guard available >= 6 + lengthBytes else { return nil }
        var length = UInt64(second & 127)
        if lengthBytes > 0 {
            length = buffer[offset + 2..<offset + 2 + lengthBytes].reduce(0) { $0 << 8 | UInt64($1) }
        }
        // The shortest form has to be used, and the first bit is zero (RFC 6455 §5.2).
        guard lengthBytes == 0 || length > (lengthBytes == 2 ? 125 : 65535), length >> 63 == 0 else {
            throw WebSocketViolation(code: .protocolError)
        }
        guard opcode >= 8 || length <= UInt64(messageBytes) else { throw WebSocketViolation(code: .tooLarge) }
        let start = offset + 6 + lengthBytes
        guard buffer.count - start >= Int(length) else { return nil }
        let mask = buffer[start - 4..<start]
        var payload = Array(buffer[start..<start + Int(length)])
        for index in payload.indices { payload[index] ^= mask[start - 4 + (index & 3)] }
        offset = start + Int(length)
        return Frame(opcode: opcode, isFinal: isFinal, payload: payload)
    }
}
