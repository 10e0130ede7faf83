extension AddressReader {
    /// Reads an upstream: `host:port`, `http://…`, `https://…`, `h2c://…`, `unix//path`.
    func upstream(_ token: Token) -> UpstreamAddress? {
        let (text, location) = (token.text, token.location)
        if text.hasPrefix("unix/") { return socket(text.dropFirst(5), nil, text, location) }
        if text.hasPrefix("unix+h2c/") { return socket(text.dropFirst(9), .h2c, text, location) }
        var rest = text[...]
        var scheme: UpstreamAddress.Scheme?
        if let mark = rest.firstRange(of: "://") {
            guard let known = UpstreamAddress.Scheme(rawValue: rest[..<mark.lowerBound].lowercased()) else {
                return fail(
                    location, text, "has a scheme that upstreams cannot have",
                    help: "WebSockets need none; write localhost:8080, http://, https://, h2c:// or unix//path")
            }
            scheme = known
            rest = rest[mark.upperBound...]
            if rest.hasSuffix("/") { rest = rest.dropLast() }
        }
        if rest.contains("/") || rest.contains("?") {
            return fail(
                location, text, "has a path, and an upstream has none",
                help: "change the path with `rewrite`, `uri strip_prefix` or `handle_path`")
        }
        return tcp(rest, scheme, token)
    }

    private func socket(
        _ path: Substring, _ scheme: UpstreamAddress.Scheme?, _ text: String, _ location: SourceLocation
    ) -> UpstreamAddress? {
        guard path.hasPrefix("/"), path.count > 1 else {
            return fail(location, text, "names no socket", help: "write unix//run/chat.sock, with the whole path")
        }
        if path.utf8.count > 107 {
            return fail(location, text, "has a path over 107 bytes, which no socket can have", help: nil)
        }
        return UpstreamAddress(scheme: scheme, endpoint: .unix(path: String(path)), text: text, location: location)
    }

    private func tcp(_ rest: Substring, _ scheme: UpstreamAddress.Scheme?, _ token: Token) -> UpstreamAddress? {
        let (text, location) = (token.text, token.location)
        if !rest.isEmpty, rest.allSatisfy({ $0.isASCII && $0.isNumber }) {
            return fail(
                location, text, "is only a number", help: "write localhost:\(SourceExcerpt.printable(String(rest)))")
        }
        guard let (host, port) = split(rest, text, location) else { return nil }
        if host.isEmpty {
            guard port != nil else { return fail(location, text, "names no host", help: "for example: localhost:8080") }
            return UpstreamAddress(
                scheme: scheme, endpoint: .tcp(host: "localhost", port: port), text: text, location: location)
        }
        if let address = IPAddress(host) {
            return UpstreamAddress(
                scheme: scheme, endpoint: .tcp(host: address.description, port: port), text: text, location: location)
        }
        guard let name = name(host, text, location) else { return nil }
        return UpstreamAddress(scheme: scheme, endpoint: .tcp(host: name, port: port), text: text, location: location)
    }
}
