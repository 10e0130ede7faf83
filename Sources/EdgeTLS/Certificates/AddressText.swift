import EdgeCore

/// Literal addresses as text: one spelling for each, so that equal addresses are equal strings.
enum AddressText {
    /// The canonical text (RFC 5952) of a literal IPv4 or IPv6 address, IPv4-mapped ones as IPv4; `nil` for anything
    /// else.
    static func canonical(_ text: String) -> String? {
        SocketAddress(literal: text).map { $0.normalized.host }
    }

    /// The canonical text of four or sixteen bytes in network order, as certificates hold them (RFC 5280 §4.2.1.6).
    static func canonical(bytes: Span<UInt8>) -> String? {
        func number(_ range: Range<Int>) -> UInt64 {
            var value: UInt64 = 0
            for index in range { value = value << 8 | UInt64(bytes[index]) }
            return value
        }
        switch bytes.count {
        case 4: return SocketAddress.ipv4(UInt32(number(0..<4)), port: 0).host
        case 16: return SocketAddress.ipv6(high: number(0..<8), low: number(8..<16), port: 0).normalized.host
        default: return nil
        }
    }
}
