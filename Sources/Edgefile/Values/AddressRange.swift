/// Some client addresses: a network, or a word that stands for several.
public enum AddressRange: Sendable, Hashable, CustomStringConvertible {
    /// A network; the bits behind `prefix` are zero.
    case network(IPAddress, prefix: Int)
    /// The private and loopback networks of both versions.
    case privateRanges
    /// The networks that Cloudflare publishes.
    case cloudflare
    /// Every address.
    case all

    /// `10.0.0.0/8`, `192.0.2.1`, `2001:db8::/32`, `private_ranges`, `cloudflare`, `all`; `nil` for anything else.
    public init?(_ text: String) {
        switch text {
        case "private_ranges": self = .privateRanges
        case "cloudflare": self = .cloudflare
        case "all": self = .all
        default:
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let address = parts.first.flatMap({ IPAddress(String($0)) }), parts.count <= 2 else { return nil }
            let bits = address.bytes.count * 8
            guard parts.count == 2 else {
                self = .network(address, prefix: bits)
                return
            }
            let isNumber = parts[1].utf8.allSatisfy { (0x30...0x39).contains($0) }
            guard isNumber, let prefix = Int(parts[1]), prefix <= bits else { return nil }
            self = .network(address.masked(to: prefix), prefix: prefix)
        }
    }

    public var description: String {
        switch self {
        case .network(let address, let prefix): "\(address)/\(prefix)"
        case .privateRanges: "private_ranges"
        case .cloudflare: "cloudflare"
        case .all: "all"
        }
    }
}
