/// What counts as one client: an IPv4 address, or the /64 that an IPv6 host may change its address in (RFC 8981).
package struct ClientKey: Hashable, Sendable {
    private let bits: UInt64
    private let isIPv4: Bool

    package init(_ address: SocketAddress) {
        let address = address.normalized
        isIPv4 = address.family == .ipv4
        bits = isIPv4 ? address.low : address.high
    }
}
