import Testing

@testable import EdgeCore

/// The header in front of a connection that a proxy passes on.
@Suite("PROXY headers")
struct ProxyHeaderTests {
    private func parse(_ bytes: [UInt8], limit: Int = 4096) -> ProxyHeaderParser.Verdict {
        ProxyHeaderParser.parse(bytes.span, limit: limit)
    }

    private func parse(_ text: String) -> ProxyHeaderParser.Verdict { parse(Array(text.utf8)) }

    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]
    private static let ipv4: [UInt8] = [203, 0, 113, 7, 10, 0, 0, 1, 0x12, 0x34, 0x01, 0xBB]

    private func ends(_ verdict: ProxyHeaderParser.Verdict) -> String? {
        guard case .header(let header) = verdict, let ends = header.ends else { return nil }
        return "\(ends.source) → \(ends.destination), \(header.length)"
    }

    @Test("name both ends in version 1, for IPv4 and IPv6")
    func lines() {
        #expect(ends(parse("PROXY TCP4 203.0.113.7 10.0.0.1 51234 443\r\nGET")) == "203.0.113.7:51234 → 10.0.0.1:443, 43")
        #expect(ends(parse("PROXY TCP6 2001:db8::7 ::1 1 2\r\n")) == "[2001:db8::7]:1 → [::1]:2, 32")
        #expect(ends(parse("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2\r\n")) == "192.0.2.1:1 → [::1]:2, 37")
    }

    @Test("name both ends in version 2, whatever type-length values follow")
    func binary() {
        let header = Self.signature + [0x21, 0x11, 0, 12] + Self.ipv4
        #expect(ends(parse(header + [1, 2, 3])) == "203.0.113.7:4660 → 10.0.0.1:443, 28")
        let withValues = Self.signature + [0x21, 0x11, 0, 16] + Self.ipv4 + [4, 0, 1, 0]
        #expect(ends(parse(withValues)) == "203.0.113.7:4660 → 10.0.0.1:443, 32")
        let zeros = [UInt8](repeating: 0, count: 15)
        let ipv6 = Self.signature + [0x21, 0x21, 0, 36] + zeros + [9] + zeros + [1] + [0, 80, 1, 0xBB]
        #expect(ends(parse(ipv6)) == "[::9]:80 → [::1]:443, 52")
    }

    @Test("leave the peer as it is where they tell no ends")
    func own() {
        let local = ProxyHeaderParser.Verdict.header(ProxyHeader(ends: nil, length: 16))
        #expect(parse(Self.signature + [0x20, 0, 0, 0]) == local)
        #expect(parse(Self.signature + [0x21, 0, 0, 0]) == local)
        #expect(parse(Self.signature + [0x20, 0x11, 0, 12] + Self.ipv4) == .header(ProxyHeader(ends: nil, length: 28)))
        #expect(parse("PROXY UNKNOWN\r\n") == .header(ProxyHeader(ends: nil, length: 15)))
        #expect(parse("PROXY UNKNOWN ffff::1 x y z\r\n") == .header(ProxyHeader(ends: nil, length: 29)))
    }

    @Test(
        "are refused where they are not to the letter",
        arguments: [
            "GET / HTTP/1.1\r\n", "proxy TCP4 1.1.1.1 2.2.2.2 1 2\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\n",
            "PROXY TCP4 1.1.1.1 2.2.2.2 1\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2 3\r\n", "PROXY  TCP4 1.1.1.1 2.2.2.2 1 2\r\n",
            "PROXY TCP4 ::1 2.2.2.2 1 2\r\n", "PROXY TCP6 1.1.1.1 2.2.2.2 1 2\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 65536 2\r\n",
            "PROXY TCP4 1.1.1.1 2.2.2.2 01 2\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 -1 2\r\n", "PROXY UDP4 1.1.1.1 2.2.2.2 1 2\r\n",
            "PROXY TCP4 01.1.1.1 2.2.2.2 1 2\r\n", "PROXY TCP4 1.1.1.1 2.2.2.2 1 2 \r\n", "PROXY UNKNOWNX\r\n", "PROXY \r\n",
            "PROXY UNKNOWN " + String(repeating: "x", count: 120) + "\r\n", "\u{16}\u{3}\u{1}",
        ])
    func malformedLines(line: String) {
        guard case .malformed = parse(line) else { return #expect(Bool(false), "accepted") }
    }

    @Test(
        "of version 2 are refused with another version, command, family or length than there is",
        arguments: [
            [0x11, 0x11, 0, 12], [0x31, 0x11, 0, 12], [0x22, 0x11, 0, 12], [0x21, 0x12, 0, 12], [0x21, 0x22, 0, 36],
            [0x21, 0x11, 0, 11], [0x21, 0x21, 0, 12], [0x21, 0x31, 0, 12], [0x21, 0x41, 0, 12], [0x20, 0, 0x10, 0],
        ] as [[UInt8]])
    func malformedBinary(head: [UInt8]) {
        guard case .malformed = parse(Self.signature + head + [UInt8](repeating: 0, count: 4096)) else {
            return #expect(Bool(false), "accepted")
        }
    }

    @Test("come in any pieces: every part of one asks for more, and a wrong byte is refused at once")
    func pieces() {
        let line = Array("PROXY TCP4 203.0.113.7 10.0.0.1 51234 443\r\n".utf8)
        let binary = Self.signature + [0x21, 0x11, 0, 12] + Self.ipv4
        for header in [line, binary] {
            for count in 0..<header.count { #expect(parse(Array(header[..<count])) == .needsMore, "\(count) bytes") }
            guard case .header = parse(header) else { return #expect(Bool(false), "refused") }
        }
        for index in 0..<Self.signature.count {
            var wrong = Array(Self.signature[...index])
            wrong[index] ^= 0x40
            guard case .malformed = parse(wrong) else { return #expect(Bool(false), "byte \(index)") }
        }
    }

    @Test(
        "are written so that they are read the same",
        arguments: [
            ("203.0.113.7", "10.0.0.1"), ("2001:db8::7", "::1"), ("203.0.113.7", "2001:db8::1"), ("2001:db8::7", "10.0.0.1"),
        ])
    func roundTrip(source: String, destination: String) throws {
        let ends = ProxyHeader.Ends(
            source: try #require(SocketAddress(literal: source, port: 50_000)),
            destination: try #require(SocketAddress(literal: destination, port: 443)))
        for version in [ProxyProtocolVersion.v1, .v2] {
            var buffer = ByteBuffer()
            ProxyHeaderWriter.append(ends, version: version, to: &buffer)
            #expect(parse(buffer.bytes.array) == .header(ProxyHeader(ends: ends, length: buffer.count)))
        }
    }

    @Test("of our own connections are LOCAL or UNKNOWN")
    func writtenForNobody() {
        var line = ByteBuffer()
        ProxyHeaderWriter.append(nil, version: .v1, to: &line)
        #expect(line.bytes.text == "PROXY UNKNOWN\r\n")
        var binary = ByteBuffer()
        ProxyHeaderWriter.append(nil, version: .v2, to: &binary)
        #expect(binary.bytes.array == Self.signature + [0x20, 0, 0, 0])
    }
}
