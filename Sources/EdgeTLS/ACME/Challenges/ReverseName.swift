import EdgeCore

/// The name under which a CA asks for an address in TLS-ALPN-01 (RFC 8738 §6): the one of reverse look-ups.
enum ReverseName {
    /// `1.2.0.192.in-addr.arpa` for `192.0.2.1`; `nil` for what is no address.
    static func of(_ address: String) -> String? {
        guard let address = SocketAddress(literal: address)?.normalized else { return nil }
        if address.family == .ipv4 {
            let bytes = [0, 8, 16, 24].map { String(address.low >> UInt64($0) & 255) }
            return bytes.joined(separator: ".") + ".in-addr.arpa"
        }
        let digits = [address.low, address.high].flatMap { half in
            (0..<16).map { String(half >> UInt64($0 * 4) & 15, radix: 16) }
        }
        return digits.joined(separator: ".") + ".ip6.arpa"
    }
}
