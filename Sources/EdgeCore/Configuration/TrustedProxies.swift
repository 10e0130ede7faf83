/// Who may speak for a client: peers whose forwarding fields are believed.
public struct TrustedProxies: Sendable, Hashable {
    /// Address ranges in CIDR form: `10.0.0.0/8`, `2001:db8::/32`, `192.0.2.1`.
    public var ranges: [AddressRange]
    /// The fields that name the client, tried in order. Lower case.
    public var clientAddressFields: [String]

    /// Those in these ranges speak for their clients, in these fields.
    public init(ranges: [AddressRange] = [], clientAddressFields: [String] = ["x-forwarded-for"]) {
        self.ranges = ranges
        self.clientAddressFields = clientAddressFields.map { $0.lowercased() }
    }

    package func contains(_ address: SocketAddress) -> Bool {
        guard !ranges.isEmpty else { return false }
        return ranges.contains { $0.contains(address) }
    }
}

/// A block of addresses.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    package let address: SocketAddress
    /// Leading bits that have to agree, counted in the address's own family.
    public let prefixLength: Int

    /// Reads `address/length` or a single address.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = SocketAddress(literal: parts[0]) else { return nil }
        let width = address.family == .ipv4 ? 32 : 128
        let length = parts.count == 2 ? ASCII.decimal(Array(parts[1].utf8).span) : width
        guard let length, (0...width).contains(length) else { return nil }
        self.address = address.normalized
        let isMapped = self.address.family != address.family
        // A shorter prefix of mapped addresses would mean every IPv4 address and more.
        guard !isMapped || length >= 96 else { return nil }
        prefixLength = isMapped ? length - 96 : length
    }

    /// The network of this length that the address is in.
    package init(network address: SocketAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        if address.family == .ipv4 {
            self.address = .ipv4(UInt32(Self.masked(address.low << 32, prefixLength) >> 32), port: 0)
        } else {
            let high = Self.masked(address.high, min(prefixLength, 64))
            self.address = .ipv6(high: high, low: Self.masked(address.low, max(prefixLength - 64, 0)), port: 0)
        }
    }

    private static func masked(_ bits: UInt64, _ length: Int) -> UInt64 { length == 0 ? 0 : bits & ~0 << UInt64(64 - length) }

    package func contains(_ other: SocketAddress) -> Bool {
        let other = other.normalized
        guard other.family == address.family else { return false }
        if address.family == .ipv4 { return Self.agree(address.low << 32, other.low << 32, prefixLength) }
        return Self.agree(address.high, other.high, min(prefixLength, 64))
            && Self.agree(address.low, other.low, max(prefixLength - 64, 0))
    }

    private static func agree(_ left: UInt64, _ right: UInt64, _ bits: Int) -> Bool {
        bits == 0 || (left ^ right) >> UInt64(64 - bits) == 0
    }

    public var description: String { "\(address.host)/\(prefixLength)" }

    /// Loopback, private and link-local networks (RFC 1918, RFC 4193, RFC 3927, RFC 4291).
    public static let privateRanges: [AddressRange] = [
        "127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10",
    ].compactMap(AddressRange.init)

    /// The ranges that Cloudflare publishes for its edge (cloudflare.com/ips).
    public static let cloudflare: [AddressRange] = [
        "173.245.48.0/20", "103.21.244.0/22", "103.22.200.0/22", "103.31.4.0/22", "141.101.64.0/18", "108.162.192.0/18",
        "190.93.240.0/20", "188.114.96.0/20", "197.234.240.0/22", "198.41.128.0/17", "162.158.0.0/15", "104.16.0.0/13",
        "104.24.0.0/14", "172.64.0.0/13", "131.0.72.0/22", "2400:cb00::/32", "2606:4700::/32", "2803:f800::/32",
        "2405:b500::/32", "2405:8100::/32", "2a06:98c0::/29", "2c0f:f248::/32",
    ].compactMap(AddressRange.init)
}
