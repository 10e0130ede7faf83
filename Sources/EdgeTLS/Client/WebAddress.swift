import EdgeCore

/// An absolute http or https URL, taken apart for one request.
struct WebAddress: Hashable, Sendable {
    let isSecure: Bool
    /// A name or literal address, without brackets.
    let host: String
    let port: Int
    /// Path and query.
    let target: String

    init(isSecure: Bool, host: String, port: Int, target: String) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.target = target
    }

    /// `nil` for what is none; a fragment is left out.
    init?(_ text: String) {
        let schemes = [("https://", true, 443), ("http://", false, 80)]
        guard let (scheme, isSecure, ownPort) = schemes.first(where: { text.lowercased().hasPrefix($0.0) }),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        let rest = text.dropFirst(scheme.count).prefix { $0 != "#" }
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let bytes = Array(authority.utf8)
        guard let parts = Authority(bytes.span), !parts.host.isEmpty else { return nil }
        self.isSecure = isSecure
        host = String(decoding: bytes[parts.host], as: UTF8.self)
        port = parts.port.map { Int($0) } ?? ownPort
        let target = String(rest.dropFirst(authority.count))
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    /// The value of Host.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}
