extension UpstreamAddress: LosslessStringConvertible, ExpressibleByStringLiteral {
    /// Reads `localhost:8080`, `192.0.2.1:8080`, `[2001:db8::1]:8080`, or `unix//run/chat.sock`; `nil` for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("unix/") {
            let path = String(text.dropFirst("unix/".count))
            guard !path.isEmpty else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
            let port = ASCII.decimal(Array(text[text.index(after: colon)...].utf8).span), (1...65535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        // A name and not half a URL.
        guard !host.isEmpty, !host.contains("/") else { return nil }
        self = .tcp(host: String(host), port: port)
    }

    /// A literal that is no address is told by ``EdgeServer/init(configuration:logger:)``, with the field that holds it.
    public init(stringLiteral text: String) { self = UpstreamAddress(text) ?? .tcp(host: text, port: 0) }
}

extension UpstreamGroup: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    /// A group of one: `"localhost:8080"`.
    public init(stringLiteral text: String) { self.init([UpstreamAddress(stringLiteral: text)]) }

    /// A group of several: `["10.0.0.1:8080", "10.0.0.2:8080"]`.
    public init(arrayLiteral peers: UpstreamAddress...) { self.init(peers) }
}
