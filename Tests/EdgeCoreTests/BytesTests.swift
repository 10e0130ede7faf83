import Testing

@testable import EdgeCore

@Suite("Byte buffers")
struct ByteBufferTests {
    @Test("hold what was appended less what was consumed, over random histories", arguments: 1...6)
    func model(_ seed: Int) {
        var random = Seeded(UInt64(seed))
        var buffer = ByteBuffer()
        var model: [UInt8] = []
        for step in 0..<3000 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...3:
                let count = Int.random(in: 0...[3, 60, 900][Int.random(in: 0..<3, using: &random)], using: &random)
                let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                buffer.append(bytes)
                model += bytes
            case 4:
                buffer.append(UInt8(truncatingIfNeeded: step))
                model.append(UInt8(truncatingIfNeeded: step))
            case 5:
                let room = buffer.write(atLeast: 10) { span in
                    for index in 0..<7 { span[index] = 0x77 }
                    return (written: 7, result: span.count)
                }
                #expect(room >= 10)
                model += Array(repeating: 0x77, count: 7)
            default:
                let count = Int.random(in: 0...model.count, using: &random)
                buffer.consume(count)
                model.removeFirst(count)
            }
            let (found, count) = (buffer.bytes.array, buffer.count)
            #expect(found == model && count == model.count, "step \(step)")
        }
        let footprint = buffer.footprint
        #expect(footprint < 1 << 20)
    }

    @Test("own no memory before the first byte and after release")
    func footprint() {
        var buffer = ByteBuffer()
        var sizes = [buffer.footprint]
        buffer.append("abc")
        sizes.append(buffer.footprint)
        buffer.removeAll()
        sizes.append(buffer.footprint)
        buffer.release()
        sizes.append(buffer.footprint)
        #expect(sizes == [0, 256, 256, 0])
        buffer.append("again")
        #expect(buffer.bytes.text == "again")
    }

    @Test("do not grow while what is consumed makes room")
    func sliding() {
        var buffer = ByteBuffer()
        for _ in 0..<10_000 {
            buffer.append(Array(repeating: 1, count: 100))
            buffer.consume(100)
        }
        let footprint = buffer.footprint
        #expect(footprint == 256)
    }

    @Test("take nothing for nothing, even while they own no memory")
    func empty() {
        var buffer = ByteBuffer()
        buffer.append("")
        buffer.append(utf8: "")
        buffer.append([])
        buffer.append(Span<UInt8>())
        buffer.consume(0)
        let facts = (buffer.isEmpty, buffer.footprint, buffer.bytes.count)
        #expect(facts == (true, 0, 0))
        let room = buffer.write(atLeast: 0) { (written: 0, result: $0.count) }
        #expect(room >= 0)
    }

    @Test("write numbers without leading zeros")
    func numbers() {
        for number in [0, 1, 9, 10, 15, 16, 99, 100, 255, 256, 4096, 65535, 1_000_000, Int(Int32.max), .max] {
            var buffer = ByteBuffer()
            buffer.append(decimal: number)
            #expect(buffer.bytes.text == String(number))
            buffer.removeAll()
            buffer.append(hexadecimal: number)
            #expect(buffer.bytes.text == String(number, radix: 16))
        }
    }
}

@Suite("ASCII")
struct ASCIITests {
    @Test("knows digits, hexadecimal digits and cases of all 256 bytes")
    func classes() {
        for byte in UInt8.min...UInt8.max {
            let scalar = Unicode.Scalar(byte)
            let isDigit = (0x30...0x39).contains(byte)
            #expect(ASCII.isDigit(byte) == isDigit)
            #expect(ASCII.hexadecimalValue(byte)
                == (byte < 128 ? Character(scalar).hexDigitValue.map(UInt8.init) : nil))
            let isUpper = (0x41...0x5A).contains(byte)
            #expect(ASCII.lowercased(byte) == (isUpper ? byte + 32 : byte))
        }
    }

    @Test("reads decimal numbers strictly", arguments: [
        ("0", 0), ("007", 7), ("42", 42), ("9223372036854775807", Int.max), ("0000000000000000001", 1),
        ("", nil), ("9223372036854775808", nil), ("99999999999999999999", nil), ("00000000000000000001", nil),
        ("+1", nil),
        ("-1", nil), (" 1", nil), ("1 ", nil), ("1x", nil), ("0x1", nil), ("١", nil),
    ] as [(String, Int?)])
    func decimal(_ text: String, _ value: Int?) {
        #expect(ASCII.decimal(Array(text.utf8).span) == value)
    }

    @Test("compares and trims spans")
    func spans() {
        let bytes = Array("\t Content-LENGTH \t".utf8)
        let trimmed = bytes.span.trimmed()
        let facts = [
            trimmed.equalsIgnoringCase("content-length"), trimmed.equalsIgnoringCase(Array("content-length".utf8)),
            !trimmed.equals("content-length"), trimmed.equals("Content-LENGTH"),
            trimmed.equals(Array("Content-LENGTH".utf8)),
            !trimmed.equalsIgnoringCase("content-lengt"), trimmed.hasPrefix("Content"), !trimmed.hasPrefix("content"),
            trimmed.hasPrefixIgnoringCase("content"), !trimmed.hasPrefixIgnoringCase("content-length2"),
            trimmed.hasPrefix(""),
            trimmed.firstIndex(of: UInt8(ascii: "-")) == 7, trimmed.firstIndex(of: 0) == nil,
            trimmed.text == "Content-LENGTH",
        ]
        #expect(!facts.contains(false), "\(facts)")
        let blank = Array(" \t ".utf8)
        #expect(blank.span.trimmed().array.isEmpty)
        // A case bit alone makes no letter: `[` is not `{`, and 0xC1 is no `A`.
        let odd: [UInt8] = [0x5B, 0xC1]
        #expect(ASCII.lowercased(odd[0]) == 0x5B && ASCII.lowercased(odd[1]) == 0xC1)
        #expect([0xFF, 0x61].span.text == "\u{FFFD}a")
    }
}

@Suite("Bytes that are looked at eight at a time")
struct WordTests {
    /// Every byte at every place among others, behind every start: as one at a time would have it.
    @Test("are judged as each of them alone", arguments: [UInt8(ascii: "a"), UInt8(ascii: "-"), UInt8(ascii: "Z"), 0x20, 0xE9])
    func runs(_ filler: UInt8) {
        for byte in UInt8.min ... .max {
            for place in 0..<19 {
                var bytes = [UInt8](repeating: filler, count: 19)
                bytes[place] = byte
                for start in [0, 3, 11] {
                    let token = bytes[start...].firstIndex { !ASCII.isToken($0) } ?? bytes.count
                    let value = bytes[start...].firstIndex { !ASCII.isFieldValue($0) } ?? bytes.count
                    #expect(ASCII.endOfToken(in: bytes.span, from: start) == token, "\(byte) at \(place) from \(start)")
                    #expect(ASCII.endOfFieldValue(in: bytes.span, from: start) == value, "\(byte) at \(place) from \(start)")
                }
            }
        }
    }

    static let texts: [StaticString] = ["", "te", "host", "x-real-ip", "x-forwarded-for", "transfer-encoding", "http2-settings"]

    @Test("compare as each of them alone, in any case", arguments: 0..<texts.count)
    func comparison(_ index: Int) {
        let text = Self.texts[index]
        let own = Array("\(text)".utf8)
        for place in own.indices {
            for byte in UInt8.min ... .max {
                var bytes = own
                bytes[place] = byte
                let isEqual = ASCII.lowercased(byte) == own[place]
                #expect(bytes.span.equalsIgnoringCase(text) == isEqual, "\(byte) at \(place)")
                #expect(bytes.span.equalsIgnoringCase(own) == isEqual, "\(byte) at \(place)")
            }
        }
        #expect(own.span.equalsIgnoringCase(text) && !(own + [0x61]).span.equalsIgnoringCase(text))
    }
}
