internal import HTTPTypes
import Testing

@testable import EdgeCore

@Suite("The WebSocket handshake")
struct WebSocketHandshakeTests {
    @Test("answers the key of RFC 6455 §1.3 with its accept value")
    func example() {
        #expect(WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test("takes legal requests only (RFC 6455 §4.2.1)")
    func requests() {
        func request(_ change: (inout HTTPRequest) -> Void) -> HTTPRequest {
            var request = HTTPRequest(method: .get, scheme: "https", authority: "a", path: "/ws")
            request.headerFields[.upgrade] = "WebSocket"
            request.headerFields[.secWebSocketVersion] = "13"
            request.headerFields[.secWebSocketKey] = "dGhlIHNhbXBsZSBub25jZQ=="
            change(&request)
            return request
        }
        #expect(WebSocketHandshake.key(of: request { _ in }) == "dGhlIHNhbXBsZSBub25jZQ==")
        let refused: [(inout HTTPRequest) -> Void] = [
            { $0.method = .post }, { $0.headerFields[.upgrade] = nil }, { $0.headerFields[.upgrade] = "h2c" },
            { $0.headerFields[.secWebSocketVersion] = "8" }, { $0.headerFields[.secWebSocketVersion] = nil },
            { $0.headerFields[.secWebSocketKey] = nil }, { $0.headerFields[.secWebSocketKey] = "c2hvcnQ=" },
        ]
        for change in refused { #expect(WebSocketHandshake.key(of: request(change)) == nil) }
        let response = WebSocketHandshake.response(to: "dGhlIHNhbXBsZSBub25jZQ==")
        #expect(response.status.code == 101)
        #expect(response.headerFields[.secWebSocketAccept] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test("hashes as FIPS 180-4 and RFC 3174 §7.3 say", arguments: [
        ("", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            1, "a49b2446a02c645bf419f995b67091253a04a259"
        ),
        ("a", 10_000, "a080cbda64850abb7b7f67ee875ba068074ff6fe"),
        ("0123456701234567012345670123456701234567012345670123456701234567", 10,
            "dea356a2cddd90c7a7ecedc5ebb563934f460452"),
    ])
    func sha1(_ text: String, _ count: Int, _ expected: String) {
        let hash = SHA1.hash(Array(String(repeating: text, count: count).utf8))
        #expect(hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
    }

    @Test("encodes Base 64 as RFC 4648 §10 says", arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64(_ text: String, _ expected: String) {
        #expect(Base64.encode(Array(text.utf8)) == expected)
    }

    @Test("uses the whole alphabet of Base 64")
    func alphabet() {
        #expect(Base64.encode([0xFB, 0xEF, 0xBE, 0xFF, 0xFF, 0xFF]) == "++++////")
    }
}

/// A frame as bytes, legal or not.
func rawFrame(
    _ first: UInt8, length: UInt64, form: Int? = nil, mask: [UInt8]? = nil, payload: [UInt8]? = nil
) -> [UInt8] {
    let form = form ?? (length < 126 ? 0 : length < 65536 ? 2 : 8)
    let bit: UInt8 = mask == nil ? 0 : 0x80
    var frame = [first, bit | (form == 0 ? UInt8(length) : form == 2 ? 126 : 127)]
    for place in 0..<form { frame.append(UInt8(truncatingIfNeeded: length >> UInt64((form - 1 - place) * 8))) }
    frame += mask ?? []
    let payload = payload ?? Array(repeating: 0x61, count: Int(length))
    return frame + payload.enumerated().map { index, byte in mask.map { byte ^ $0[index & 3] } ?? byte }
}

@Suite("The tracker of frame borders")
struct FrameTrackerTests {
    private func tracker(after pieces: [UInt8]...) -> FrameTracker {
        var tracker = FrameTracker()
        for piece in pieces { tracker.advance(piece.span) }
        return tracker
    }

    private static let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    static let legal: [[UInt8]] = [0, 1, 125, 126, 127, 128, 65535, 65536, 70000].flatMap { length in
        [rawFrame(0x82, length: length), rawFrame(0x82, length: length, mask: [0x37, 0xFA, 0x21, 0x3D])]
    }

    @Test("finds the border behind every form of length, masked or not (RFC 6455 §5.2)")
    func borders() {
        for frame in Self.legal {
            let whole = tracker(after: frame)
            #expect(whole.position == .border && whole.frames == 1 && whole.acceptsFrame && !whole.isInsideMessage)
            #expect(tracker(after: Array(frame.dropLast())).position != .border)
            let twice = tracker(after: frame + frame)
            #expect(twice.position == .border && twice.frames == 2)
        }
    }

    @Test("finds the same borders however the bytes are cut")
    func cuts() {
        let close: [UInt8] = [0x03, 0xE9] + Array("going".utf8)
        let stream =
            rawFrame(0x81, length: 5) + rawFrame(0x01, length: 130, mask: Self.mask)
                + rawFrame(0x89, length: 4, mask: Self.mask)
            + rawFrame(0x80, length: 0) + rawFrame(0xC2, length: 300) + rawFrame(0x8A, length: 0, mask: [1, 2, 3, 4])
            + rawFrame(0x88, length: 7, mask: Self.mask, payload: close)
        let whole = tracker(after: stream)
        #expect(whole.position == .border && whole.frames == 7 && whole.closeCode == 1001 && !whole.acceptsFrame)
        for first in 0...stream.count {
            let cut = tracker(after: Array(stream[..<first]), Array(stream[first...]))
            #expect(cut.position == whole.position && cut.frames == whole.frames && cut.closeCode == 1001, "\(first)")
        }
        var bytewise = FrameTracker()
        for byte in stream { bytewise.advance([byte].span) }
        #expect(bytewise.position == .border && bytewise.frames == 7 && bytewise.closeCode == 1001)
    }

    @Test("says between which frames one of ours may be put in")
    func insertion() {
        // Between the fragments of a message a control frame may stand (RFC 6455 §5.4).
        let fragment = tracker(after: rawFrame(0x01, length: 3))
        #expect(fragment.acceptsFrame && fragment.isInsideMessage)
        let header = tracker(after: [0x81])
        #expect(!header.acceptsFrame && header.position == .header(seen: 1))
        let payload = tracker(after: [0x81, 5, 1, 2])
        #expect(!payload.acceptsFrame && payload.position == .payload(remaining: 3))
        let closed = tracker(after: rawFrame(0x88, length: 0))
        #expect(closed.position == .border && !closed.acceptsFrame)
    }

    static let illegal: [(what: String, bytes: [UInt8])] = [
        ("reserved data opcodes (§5.2)", [0x83, 0]), ("reserved data opcodes (§5.2)", [0x87, 0]),
        ("reserved control opcodes (§5.2)", [0x8B, 0]), ("reserved control opcodes (§5.2)", [0x8F, 0]),
        ("a fragmented ping (§5.5)", [0x09, 0]), ("a fragmented close (§5.5)", [0x08, 0]),
        ("a long ping (§5.5)", [0x89, 126, 0, 126]), ("a long close (§5.5)", [0x88, 127, 0, 0, 0, 0, 0, 0, 0, 200]),
        ("a close of one byte (§5.5.1)", [0x88, 1, 3]),
        ("a continuation of nothing (§5.4)", [0x80, 0]), ("a continuation of nothing (§5.4)", [0x00, 1, 0]),
        ("a message inside a message (§5.4)", [0x01, 0, 0x81, 0]),
        ("a message inside a message (§5.4)", [0x01, 0, 0x02, 0]),
        ("a continuation behind the end (§5.4)", [0x01, 0, 0x80, 0, 0x80, 0]),
        ("a length with the first bit set (§5.2)", [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("text", Array("GET / HTTP/1.1\r\n".utf8)),
    ]

    @Test("understands nothing behind bytes that are no legal frame, and puts nothing in", arguments: illegal)
    func opaque(_ what: String, _ bytes: [UInt8]) {
        let good = rawFrame(0x88, length: 2, payload: [3, 0xE8])
        let after = tracker(after: bytes, good)
        #expect(after.position == .opaque && !after.acceptsFrame && after.closeCode == nil, "\(what)")
        for cut in 0...bytes.count {
            #expect(tracker(after: Array(bytes[..<cut]), Array(bytes[cut...]) + good).position == .opaque,
                "\(what) \(cut)")
        }
    }

    @Test("reads the code of a Close, masked or not, whole or in pieces (RFC 6455 §7.4)")
    func closeCodes() {
        for code: UInt16 in [1000, 1001, 1002, 1009, 1011, 1012, 3000, 4999, 0, 65535] {
            let payload = [UInt8(code >> 8), UInt8(code & 255)] + Array("reason".utf8)
            for mask in [nil, Self.mask] {
                let frame = rawFrame(0x88, length: 8, mask: mask, payload: payload)
                #expect(tracker(after: frame).closeCode == code)
                for cut in 0...frame.count {
                    #expect(tracker(after: Array(frame[..<cut]), Array(frame[cut...])).closeCode == code)
                }
            }
        }
        #expect(tracker(after: rawFrame(0x88, length: 0)).closeCode == 1005)
        #expect(tracker(after: rawFrame(0x81, length: 2)).closeCode == nil)
    }

    @Test("follows payloads of any length that the protocol has")
    func enormous() {
        let start: [UInt8] = [0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        #expect(tracker(after: start, [1, 2, 3]).position == .payload(remaining: UInt64(Int64.max) - 3))
    }
}

@Suite("WebSocket frames of our own")
struct FrameCodecTests {
    /// Everything that comes out of these pieces, and the violation that ends it.
    private func events(_ pieces: [[UInt8]], messageBytes: Int = 1 << 20) -> ([FrameDecoder.Event],
        WebSocketCloseCode?) {
        var decoder = FrameDecoder(messageBytes: messageBytes)
        var found: [FrameDecoder.Event] = []
        for piece in pieces {
            decoder.append(piece)
            while true {
                do {
                    let event = try decoder.next()
                    if event == .needsMore { break }
                    found.append(event)
                } catch {
                    return (found, (error as? WebSocketViolation)?.code)
                }
            }
        }
        return (found, nil)
    }

    private func masked(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
        rawFrame(first, length: UInt64(payload.count), mask: [9, 8, 7, 6], payload: payload)
    }

    @Test("are read back, at every border of the length forms")
    func roundTrip() {
        for count in [0, 1, 125, 126, 127, 65535, 65536, 100_000] {
            let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let frame = FrameEncoder.frame(opcode: 2, payload, mask: 0xDEAD_BEEF)
            #expect(events([frame]).0 == [.message(.binary(payload))], "\(count)")
            // Unmasked, as the server sends them: the tracker finds the same border.
            var tracker = FrameTracker()
            tracker.advance(FrameEncoder.frame(opcode: 2, payload).span)
            #expect(tracker.position == .border && tracker.frames == 1, "\(count)")
        }
    }

    @Test("match the examples of RFC 6455 §5.7")
    func examples() {
        #expect(FrameEncoder.frame(opcode: 1, Array("Hello".utf8)) == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        #expect(
            FrameEncoder.frame(opcode: 1, Array("Hello".utf8), mask: 0x37FA_213D)
                == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(Array(FrameEncoder.frame(opcode: 2, Array(repeating: 0, count: 256)).prefix(4))
            == [0x82, 0x7E, 0x01, 0x00])
        #expect(
            Array(FrameEncoder.frame(opcode: 2, Array(repeating: 0, count: 65536)).prefix(10))
                == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])
    }

    @Test("are put together to messages, with control frames in between, however they are cut")
    func fragments() {
        let stream =
            masked(0x01, [0xE2, 0x82]) + masked(0x89, [1, 2]) + masked(0x00, [0xAC]) + masked(0x8A, [])
                + masked(0x80, Array("!".utf8))
            + masked(0x82, [0xFF]) + masked(0x88, [3, 0xE8])
        let expected: [FrameDecoder.Event] = [.ping([1, 2]), .message(.text("€!")), .message(.binary([0xFF])), .close]
        #expect(events([stream]).0 == expected)
        for cut in 0...stream.count {
            #expect(events([Array(stream[..<cut]), Array(stream[cut...])]).0 == expected, "\(cut)")
        }
        #expect(events(stream.map { [$0] }).0 == expected)
    }

    static let violations: [(section: String, frames: [UInt8], code: WebSocketCloseCode)] = [
        ("5.1", rawFrame(0x81, length: 1), .protocolError), ("5.2", [0xC1, 0x80], .protocolError),
        ("5.2", [0xA1, 0x80], .protocolError), ("5.2", [0x91, 0x80], .protocolError),
        ("5.2", [0x83, 0x80], .protocolError),
        ("5.2", [0x8B, 0x80], .protocolError), ("5.5", [0x09, 0x80], .protocolError),
        ("5.5", [0x89, 0xFE], .protocolError),
        ("5.2", rawFrame(0x82, length: 5, form: 2, mask: [0, 0, 0, 0]), .protocolError),
        ("5.2", rawFrame(0x82, length: 125, form: 8, mask: [0, 0, 0, 0]), .protocolError),
        ("5.2", rawFrame(0x82, length: 65535, form: 8, mask: [0, 0, 0, 0]), .protocolError),
        ("5.2", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], .protocolError),
        ("5.4", [0x80, 0x80, 0, 0, 0, 0], .protocolError),
        ("5.4", [0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0], .protocolError),
        ("8.1", rawFrame(0x81, length: 2, mask: [0, 0, 0, 0], payload: [0xC3, 0x28]), .invalidPayload),
        ("8.1", rawFrame(0x81, length: 3, mask: [0, 0, 0, 0], payload: [0xED, 0xA0, 0x80]), .invalidPayload),
        ("8.1", rawFrame(0x81, length: 2, mask: [0, 0, 0, 0], payload: [0xE2, 0x82]), .invalidPayload),
        ("10.4", rawFrame(0x82, length: 2000, mask: [0, 0, 0, 0]), .tooLarge),
        ("10.4", rawFrame(0x02, length: 600, mask: [0, 0, 0, 0]) + rawFrame(0x80, length: 600, mask: [0, 0, 0, 0]),
            .tooLarge),
        ("5.5.1", rawFrame(0x88, length: 1, mask: [0, 0, 0, 0], payload: [3]), .protocolError),
        ("7.4.1", rawFrame(0x88, length: 2, mask: [0, 0, 0, 0], payload: [3, 0xED]), .protocolError),
        ("7.4.1", rawFrame(0x88, length: 2, mask: [0, 0, 0, 0], payload: [3, 0xEE]), .protocolError),
        ("7.4.1", rawFrame(0x88, length: 2, mask: [0, 0, 0, 0], payload: [3, 0xE7]), .protocolError),
        ("7.4.2", rawFrame(0x88, length: 2, mask: [0, 0, 0, 0], payload: [0x13, 0x88]), .protocolError),
        ("5.5.1", rawFrame(0x88, length: 4, mask: [0, 0, 0, 0], payload: [3, 0xE8, 0xC3, 0x28]), .invalidPayload),
    ]

    @Test("that break RFC 6455 end the socket with the fitting code", arguments: violations)
    func violation(_ section: String, _ frames: [UInt8], _ code: WebSocketCloseCode) {
        let (found, thrown) = events([frames], messageBytes: 1000)
        #expect(found.isEmpty && thrown == code, "§\(section)")
        for cut in 0...min(frames.count, 32) {
            #expect(events([Array(frames[..<cut]), Array(frames[cut...])], messageBytes: 1000).1 == code,
                "§\(section) \(cut)")
        }
    }

    @Test("take messages exactly as large as allowed, and control frames whatever the limit")
    func sizes() {
        #expect(events([masked(0x82, Array(repeating: 1, count: 10))], messageBytes: 10).1 == nil)
        #expect(events([masked(0x82, Array(repeating: 1, count: 11))], messageBytes: 10).1 == .tooLarge)
        #expect(events([masked(0x89, Array(repeating: 1, count: 125))], messageBytes: 10).0.count == 1)
        #expect(events([masked(0x88, [3, 0xE8] + Array("a long goodbye".utf8))], messageBytes: 10).0 == [.close])
    }

    @Test("refuse a message that is too large before its bytes are there")
    func early() {
        let header: [UInt8] = [0x82, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4]
        #expect(events([header]).1 == .tooLarge)
    }

    @Test("close with a reason of at most 123 bytes that is still UTF-8 (RFC 6455 §5.5.1)")
    func closeReasons() {
        #expect(FrameEncoder.closePayload(1000, "") == [3, 0xE8])
        #expect(FrameEncoder.closePayload(1012, "x") == [3, 0xF4, 0x78])
        for prefix in 0..<8 {
            for character in ["é", "€", "😀", "a"] {
                let reason = String(repeating: "a", count: prefix) + String(repeating: character, count: 130)
                let payload = FrameEncoder.closePayload(1000, reason)
                #expect(payload.count <= 125 && payload.count > 121)
                let text = String(validating: payload[2...], as: UTF8.self)
                #expect(text.map(reason.hasPrefix) == true, "\(prefix) \(character)")
            }
        }
        let exact = String(repeating: "é", count: 61) + "a"
        #expect(FrameEncoder.closePayload(1000, exact).count == 125)
    }
}
