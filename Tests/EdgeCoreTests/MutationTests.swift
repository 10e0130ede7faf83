import Testing

@testable import EdgeCore

/// Random bytes near legal ones: nothing crashes, nothing reads beyond, and cutting changes nothing.
@Suite("Mutated bytes")
struct MutationTests {
    private func mutate(_ bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        let interesting: [UInt8] = [0, 9, 10, 13, 32, 44, 48, 58, 59, 0x7F, 0x80, 0xFF, 0x81, 0x88]
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let byte =
                Bool.random(using: &random)
                ? interesting[Int.random(in: 0..<interesting.count, using: &random)]
                : UInt8.random(in: .min ... .max, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            default:
                let end = min(bytes.count, place + 9)
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            }
        }
        return bytes
    }

    @Test("of request heads are refused or read as they stand, and the same however they are cut", arguments: 1...4)
    func requests(_ seed: Int) {
        var random = Seeded(UInt64(seed) &* 1_000_003)
        let corpus = Array(repeating: AcceptedRequest.table.map(\.head), count: 6).joined()
            + RefusedRequest.table.map(\.head)
        var taken = 0
        for _ in 0..<1500 {
            let bytes = mutate(Array(corpus[Int.random(in: 0..<corpus.count, using: &random)].utf8), &random)
            var whole = HeadReader()
            let expected = whole.request(bytes)
            var last = Outcome<ReadRequest>.incomplete
            var pieces = HeadReader()
            var count = 0
            while last == .incomplete, count < bytes.count {
                count = min(bytes.count, count + Int.random(in: 1...20, using: &random))
                last = pieces.request(Array(bytes[..<count]))
            }
            #expect(last == expected, "\(bytes)")
            guard case .head(let head, let end) = expected else { continue }
            taken += 1
            #expect(end <= bytes.count && isSafe(head), "\(bytes)")
        }
        #expect(taken > 50, "mutations that are all refused prove little")
    }

    /// What must be true of every head that is let through, whatever it was made from.
    private func isSafe(_ head: ReadRequest) -> Bool {
        let names = head.fields.map { field in String(field.prefix { $0 != ":" }).lowercased() }
        let lengths = names.filter { $0 == "content-length" }.count
        let codings = names.filter { $0 == "transfer-encoding" }.count
        let isClean = (head.fields + [head.target, head.authority, head.method]).allSatisfy { text in
            text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }
        }
        return isClean && lengths + codings <= 1 && (codings == 1) == (head.body == .untilEnd)
            && names.filter { $0 == "host" }.count <= 1 && !head.target.contains(" ") && head.method != "CONNECT"
            && (head.target.hasPrefix("/") || head.target == "*")
    }

    @Test("of response heads are refused or read the same however they are cut", arguments: 1...4)
    func responses(_ seed: Int) {
        var random = Seeded(UInt64(seed) &* 1_000_033)
        let corpus = Array(repeating: AcceptedResponse.table.map(\.head), count: 4).joined()
            + RefusedResponse.table.map(\.head)
        var taken = 0
        for _ in 0..<1500 {
            let bytes = mutate(Array(corpus[Int.random(in: 0..<corpus.count, using: &random)].utf8), &random)
            var whole = HeadReader()
            let expected = whole.response(bytes)
            var last = Outcome<ReadResponse>.incomplete
            var pieces = HeadReader()
            var count = 0
            while last == .incomplete, count < bytes.count {
                count = min(bytes.count, count + Int.random(in: 1...20, using: &random))
                last = pieces.response(Array(bytes[..<count]))
            }
            #expect(last == expected, "\(bytes)")
            guard case .head(let head, let end) = expected else { continue }
            taken += 1
            #expect(end <= bytes.count && (100...999).contains(head.status), "\(bytes)")
        }
        #expect(taken > 100)
    }

    @Test("of chunked bodies end in the same place with the same data however they are cut", arguments: 1...4)
    func chunks(_ seed: Int) {
        var random = Seeded(UInt64(seed) &* 1_000_037)
        let corpus = Array(repeating: ChunkedDecoderTests.accepted.map(\.text), count: 4).joined()
            + ChunkedDecoderTests.refused.map(\.text)
        var ended = 0
        for _ in 0..<3000 {
            let first = corpus[Int.random(in: 0..<corpus.count, using: &random)]
            let bytes = mutate(Array(first.utf8), &random)
            let whole = Unchunked.read([bytes])
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(7, rest.count), using: &random)
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let cut = Unchunked.read(pieces)
            #expect(cut.end == whole.end && cut.data == whole.data, "\(bytes)")
            #expect(whole.used <= bytes.count)
            if whole.end == .trailers { ended += 1 }
        }
        #expect(ended > 100)
    }

    @Test("of WebSocket frames have the same borders however they are cut", arguments: 1...4)
    func frames(_ seed: Int) {
        var random = Seeded(UInt64(seed) &* 1_000_039)
        let corpus: [[UInt8]] = [
            rawFrame(0x81, length: 3) + rawFrame(0x82, length: 130, mask: [1, 2, 3, 4]) + rawFrame(0x88, length: 2),
            rawFrame(0x01, length: 9) + rawFrame(0x89, length: 0) + rawFrame(0x80, length: 1)
                + rawFrame(0x8A, length: 2),
            rawFrame(0x82, length: 5, form: 8) + rawFrame(0x81, length: 5, form: 2, mask: [9, 9, 9, 9]),
        ]
        var followed = 0
        for _ in 0..<3000 {
            let bytes = mutate(corpus[Int.random(in: 0..<corpus.count, using: &random)], &random)
            var whole = FrameTracker()
            whole.advance(bytes.span)
            var cut = FrameTracker()
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                cut.advance(Array(rest.prefix(count)).span)
                rest = rest.dropFirst(count)
            }
            #expect(cut.position == whole.position && cut.frames == whole.frames && cut.closeCode == whole.closeCode,
                "\(bytes)")
            if whole.position != .opaque { followed += 1 }
            // The strict decoder judges the same bytes, and never more than they are.
            var decoder = FrameDecoder(messageBytes: 1000)
            decoder.append(bytes)
            var messages = 0
            while let event = try? decoder.next(), event != .needsMore { messages += 1 }
            #expect(messages <= bytes.count / 2)
        }
        #expect(followed > 100)
    }

    @Test("of no origin at all are no head")
    func noise() {
        var random = Seeded(99)
        for _ in 0..<3000 {
            let count = Int.random(in: 1...80, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            var request = HeadReader()
            #expect(!request.request(bytes + Array("\r\n\r\n".utf8)).isHead)
            var response = HeadReader()
            #expect(!response.response(bytes + Array("\r\n\r\n".utf8)).isHead)
        }
    }
}
