/// Reads a PROXY header, version 1 (a line of text) or 2 (binary), from a connection's first bytes.
///
/// Strict: a proxy writes its headers by program, and what follows is served under the address that stands here. Type-length
/// values of version 2 are passed over. Bytes that cannot become a header are refused as soon as that is certain.
package enum ProxyHeaderParser {
    package enum Verdict: Equatable, Sendable {
        /// A header may still come of it.
        case needsMore
        case header(ProxyHeader)
        /// No header; the phrase is for the log.
        case malformed(StaticString)

        package static func == (left: Verdict, right: Verdict) -> Bool {
            switch (left, right) {
            case (.needsMore, .needsMore): true
            case (.header(let one), .header(let other)): one == other
            case (.malformed(let one), .malformed(let other)): "\(one)" == "\(other)"
            default: false
            }
        }
    }

    /// The first twelve bytes of version 2: no request and no ClientHello begins like that.
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// Of version 1, the CRLF included.
    static let longestLine = 107

    /// - Parameter limit: bytes that a header of version 2 may have.
    package static func parse(_ bytes: Span<UInt8>, limit: Int) -> Verdict {
        guard !bytes.isEmpty else { return .needsMore }
        if bytes[0] == signature[0] { return parseBinary(bytes, limit: limit) }
        return parseLine(bytes)
    }

    // MARK: Version 1

    private static func parseLine(_ bytes: Span<UInt8>) -> Verdict {
        let prefix = Array("PROXY ".utf8)
        for index in 0..<min(bytes.count, prefix.count) where bytes[index] != prefix[index] {
            return .malformed("no PROXY header")
        }
        let searched = bytes.extracting(0..<min(bytes.count, longestLine))
        guard let end = searched.firstIndex(of: ASCII.lineFeed) else {
            return bytes.count < longestLine ? .needsMore : .malformed("PROXY line too long")
        }
        guard end > prefix.count, bytes[end - 1] == ASCII.carriageReturn else {
            return .malformed("PROXY line without CRLF")
        }
        let line = bytes.extracting(prefix.count..<end - 1)
        // What follows UNKNOWN is to be passed over.
        if line.equals("UNKNOWN") || line.hasPrefix("UNKNOWN ") { return .header(ProxyHeader(ends: nil, length: end + 1)) }
        guard let ends = ends(of: line) else { return .malformed("malformed PROXY line") }
        return .header(ProxyHeader(ends: ends, length: end + 1))
    }

    /// `TCP4 source destination source-port destination-port`, one space each.
    private static func ends(of line: Span<UInt8>) -> ProxyHeader.Ends? {
        var parts: [Range<Int>] = []
        var start = 0
        for index in 0...line.count where index == line.count || line[index] == ASCII.space {
            parts.append(start..<index)
            start = index + 1
        }
        guard parts.count == 5 else { return nil }
        let family: SocketAddress.Family
        if line.extracting(parts[0]).equals("TCP4") {
            family = .ipv4
        } else if line.extracting(parts[0]).equals("TCP6") {
            family = .ipv6
        } else {
            return nil
        }
        guard let source = SocketAddress(literal: line.extracting(parts[1])), source.family == family,
            let destination = SocketAddress(literal: line.extracting(parts[2])), destination.family == family,
            let sourcePort = port(line.extracting(parts[3])), let destinationPort = port(line.extracting(parts[4]))
        else { return nil }
        return ProxyHeader.Ends(
            source: source.with(port: sourcePort).normalized,
            destination: destination.with(port: destinationPort).normalized)
    }

    /// No leading zeros.
    private static func port(_ text: Span<UInt8>) -> UInt16? {
        guard let number = ASCII.decimal(text), text.count == 1 || text[0] != UInt8(ascii: "0") else { return nil }
        return UInt16(exactly: number)
    }

    // MARK: Version 2

    private static func parseBinary(_ bytes: Span<UInt8>, limit: Int) -> Verdict {
        for index in 0..<min(bytes.count, signature.count) where bytes[index] != signature[index] {
            return .malformed("no PROXY header")
        }
        guard bytes.count >= 16 else { return .needsMore }
        guard bytes[12] >> 4 == 2 else { return .malformed("PROXY header of an unknown version") }
        let command = bytes[12] & 15
        guard command <= 1 else { return .malformed("PROXY header with an unknown command") }
        let length = 16 + Int(bytes[14]) << 8 + Int(bytes[15])
        guard length <= limit else { return .malformed("PROXY header too long") }
        guard bytes.count >= length else { return .needsMore }
        guard command == 1 else { return .header(ProxyHeader(ends: nil, length: length)) }
        return parseEnds(bytes.extracting(0..<length), family: bytes[13])
    }

    private static func parseEnds(_ header: Span<UInt8>, family: UInt8) -> Verdict {
        let length = header.count
        switch family {
        case 0x00: return .header(ProxyHeader(ends: nil, length: length))
        case 0x31 where length >= 16 + 216: return .header(ProxyHeader(ends: nil, length: length))
        case 0x11 where length >= 16 + 12:
            let ends = ProxyHeader.Ends(
                source: .ipv4(UInt32(number(header, 16, 4)), port: UInt16(number(header, 24, 2))),
                destination: .ipv4(UInt32(number(header, 20, 4)), port: UInt16(number(header, 26, 2))))
            return .header(ProxyHeader(ends: ends, length: length))
        case 0x21 where length >= 16 + 36:
            let ends = ProxyHeader.Ends(
                source: ipv6(header, at: 16, port: 48), destination: ipv6(header, at: 32, port: 50))
            return .header(ProxyHeader(ends: ends, length: length))
        case 0x11, 0x21, 0x31: return .malformed("PROXY header shorter than its addresses")
        default: return .malformed("PROXY header of an unknown address family")
        }
    }

    private static func ipv6(_ header: Span<UInt8>, at index: Int, port: Int) -> SocketAddress {
        SocketAddress.ipv6(
            high: number(header, index, 8), low: number(header, index + 8, 8), port: UInt16(number(header, port, 2))
        ).normalized
    }

    private static func number(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
        (start..<start + count).reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
    }
}
