import Testing

@testable import EdgeCore

/// What a decoder made of a chunked body.
struct Unchunked: Equatable {
    enum End: Equatable {
        case incomplete
        case trailers
        case refused(HTTP1Error)
    }

    var data: [UInt8] = []
    /// Bytes of the input that were used, data and framing.
    var used = 0
    var end = End.incomplete

    /// Feeds pieces as a codec does: what a step leaves is offered again.
    static func read(_ pieces: [[UInt8]], lineLimit: Int = 1024) -> Unchunked {
        var decoder = ChunkedDecoder()
        var result = Unchunked()
        for piece in pieces {
            var rest = piece[...]
            while result.end == .incomplete {
                do {
                    switch try decoder.next(Array(rest).span, lineLimit: lineLimit) {
                    case .needsMore(let consumed):
                        result.used += consumed
                        rest = rest.dropFirst(consumed)
                        // A decoder uses everything that it does not announce.
                        precondition(rest.isEmpty)
                    case .data(let consumed, let count):
                        let start = rest.startIndex + consumed
                        result.data += rest[start..<start + count]
                        result.used += consumed + count
                        rest = rest.dropFirst(consumed + count)
                    case .trailers(let consumed):
                        result.used += consumed
                        result.end = .trailers
                    }
                } catch {
                    result.end = .refused(error)
                }
                if rest.isEmpty { break }
            }
        }
        return result
    }

    static func read(_ text: String, lineLimit: Int = 1024) -> Unchunked {
        read([Array(text.utf8)], lineLimit: lineLimit)
    }
}

@Suite("Chunked bodies")
struct ChunkedDecoderTests {
    static let accepted: [(text: String, data: String)] = [
        ("0\r\n", ""), ("5\r\nhello\r\n0\r\n", "hello"), ("5\r\nhello\r\n1\r\n!\r\n0\r\n", "hello!"),
        ("A\r\n0123456789\r\n0\r\n", "0123456789"), ("a\r\n0123456789\r\n0\r\n", "0123456789"),
        ("0005\r\nhello\r\n000\r\n", "hello"), ("000000000000005\r\nhello\r\n0\r\n", "hello"),
        // RFC 9112 §7.1.1: extensions are read and ignored, and white space may stand before them.
        ("5;a\r\nhello\r\n0;b=c\r\n", "hello"), ("5;a=\"x;y\"\r\nhello\r\n0\r\n", "hello"),
        ("5 ; a = b\r\nhello\r\n0\r\n", "hello"), ("5\t;a\r\nhello\r\n0\r\n", "hello"),
        ("5;\r\nhello\r\n0\r\n", "hello"), ("5;a=\u{E9}\r\nhello\r\n0\r\n", "hello"),
        // Some servers pad the size to a fixed width.
        ("5   \r\nhello\r\n0  \r\n", "hello"),
        // Data is data, whatever it looks like.
        ("6\r\n\r\n0\r\n\r\r\n0\r\n", "\r\n0\r\n\r"), ("4\r\n0\r\n\r\r\n0\r\n", "0\r\n\r"),
    ]

    static let refused: [(section: String, text: String)] = [
        ("9112 §7.1", "\r\n"), ("9112 §7.1", ";a\r\n"), ("9112 §7.1", " 5\r\nhello\r\n"), ("9112 §7.1", "g\r\n"),
        ("9112 §7.1", "0x5\r\nhello\r\n"), ("9112 §7.1", "+5\r\nhello\r\n"), ("9112 §7.1", "-1\r\n"),
        ("9112 §7.1", "5.\r\nhello\r\n"), ("9112 §7.1", "5,\r\nhello\r\n"), ("9112 §7.1", "\"5\"\r\nhello\r\n"),
        // Bare line ends.
        ("9112 §7.1", "5\nhello\r\n0\r\n"), ("9112 §7.1", "5\rhello\r\n0\r\n"), ("9112 §7.1", "5\r\rhello\r\n"),
        ("9112 §7.1.1", "5;a\nhello\r\n0\r\n"), ("9112 §7.1.1", "5;a\r5\r\nhello\r\n"), ("9112 §7.1", "0\n\n"),
        ("9112 §7.1.1", "5;\u{0}\r\nhello\r\n"), ("9112 §7.1.1", "5;\u{7F}\r\nhello\r\n"),
        // Nothing but an extension behind the white space.
        ("9112 §7.1.1", "5 5\r\nhello\r\n"), ("9112 §7.1.1", "5 a\r\nhello\r\n"),
        ("9112 §7.1.1", "5\ta;b\r\nhello\r\n"),
        // The data has exactly the length that was told.
        ("9112 §7.1", "5\r\nhello0\r\n"), ("9112 §7.1", "5\r\nhello\n0\r\n"), ("9112 §7.1", "5\r\nhello\r0\r\n"),
        ("9112 §7.1", "4\r\nhello\r\n0\r\n"), ("9112 §7.1", "6\r\nhello\r\n0\r\n"), ("9112 §7.1", "5\r\nhello\r\n\r\n"),
        // Sizes that no number holds.
        ("9112 §7.1", "FFFFFFFFFFFFFFFF\r\n"), ("9112 §7.1", "10000000000000000\r\n"),
        ("9112 §7.1", "0000000000000005\r\nhello\r\n"), ("9112 §7.1", "8000000000000000\r\n"),
    ]

    @Test("give their data and end at the zero chunk")
    func accepted() {
        for (text, data) in Self.accepted {
            let whole = Unchunked.read(text + "X: y\r\n\r\n")
            #expect(whole == Unchunked(data: Array(data.utf8), used: text.utf8.count, end: .trailers),
                "\(text.debugDescription)")
        }
    }

    @Test("that could be read in two ways are refused")
    func refused() {
        for (section, text) in Self.refused {
            #expect(Unchunked.read(text).end == .refused(.malformedChunk), "\(section) \(text.debugDescription)")
        }
    }

    @Test("are read the same whole, byte by byte, cut anywhere and cut twice")
    func cuts() {
        for text in Self.accepted.map(\.text) + Self.refused.map(\.text) {
            let bytes = Array(text.utf8)
            let whole = Unchunked.read([bytes])
            #expect(Unchunked.read(bytes.map { [$0] }).end == whole.end, "\(text.debugDescription)")
            for first in 0...bytes.count {
                for second in first...bytes.count {
                    let cut = Unchunked.read([Array(bytes[..<first]), Array(bytes[first..<second]),
                        Array(bytes[second...])])
                    #expect(cut.end == whole.end && cut.data == whole.data,
                        "\(text.debugDescription) \(first) \(second)")
                }
            }
        }
    }

    @Test("may have a size line as long as the limit, and not one byte longer")
    func lineLimit() {
        // Two hexadecimal digits, a semicolon, the extension, CR and LF.
        let line = "05;\(String(repeating: "a", count: 15))\r\n"
        #expect(Unchunked.read(line + "hello\r\n0\r\n", lineLimit: 20).end == .trailers)
        #expect(Unchunked.read(line + "hello\r\n0\r\n", lineLimit: 19).end == .refused(.chunkLineTooLong))
        let endless = Array("5;".utf8) + Array(repeating: UInt8(ascii: "a"), count: 4096)
        #expect(Unchunked.read(endless.map { [$0] }, lineLimit: 1024).end == .refused(.chunkLineTooLong))
    }

    @Test("count the line limit for each chunk anew")
    func lineLimitPerChunk() {
        let body = String(repeating: "1;aaaaaa\r\nx\r\n", count: 100) + "0\r\n"
        #expect(Unchunked.read(body, lineLimit: 10).data.count == 100)
    }

    @Test("of sizes up to fifteen digits are followed without arithmetic going wrong")
    func largest() throws {
        var decoder = ChunkedDecoder()
        let step = try decoder.next(Array("FFFFFFFFFFFFFFF\r\nab".utf8).span, lineLimit: 1024)
        #expect(step == .data(consumed: 17, count: 2))
        #expect(try decoder.next(Array("cd".utf8).span, lineLimit: 1024) == .data(consumed: 0, count: 2))
        let isFinished = decoder.isFinished
        #expect(!isFinished)
    }

    @Test("stay ended once their trailers have been read")
    func finished() throws {
        var decoder = ChunkedDecoder()
        #expect(try decoder.next(Array("0\r\n".utf8).span, lineLimit: 1024) == .trailers(consumed: 3))
        #expect(try decoder.next(Array("X: y\r\n".utf8).span, lineLimit: 1024) == .trailers(consumed: 0))
        decoder.trailersEnded()
        let isFinished = decoder.isFinished
        #expect(isFinished)
        #expect(try decoder.next(Array("5\r\n".utf8).span, lineLimit: 1024) == .needsMore(consumed: 0))
    }

    @Test("that were refused stay refused: nothing behind the error is read")
    func afterAnError() throws {
        var decoder = ChunkedDecoder()
        var error: HTTP1Error?
        do { _ = try decoder.next(Array("x".utf8).span, lineLimit: 1024) } catch let thrown { error = thrown }
        #expect(error == .malformedChunk)
        #expect(try decoder.next(Array("5\r\nhello\r\n".utf8).span, lineLimit: 1024) == .needsMore(consumed: 0))
    }

    @Test("that we write are read back")
    func roundTrip() {
        for size in [1, 9, 10, 15, 16, 255, 256, 4095, 65535, 65536] {
            let data = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
            var buffer = ByteBuffer()
            HeadSerializer.appendChunkSize(size, to: &buffer)
            buffer.append(data)
            buffer.append("\r\n")
            HeadSerializer.appendLastChunk(trailers: FieldSection(), to: &buffer)
            let read = Unchunked.read([buffer.bytes.array])
            #expect(read == Unchunked(data: data, used: buffer.count - 2, end: .trailers), "\(size)")
        }
    }
}
