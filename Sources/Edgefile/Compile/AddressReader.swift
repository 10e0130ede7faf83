/// Reads the addresses of sites: `name`, `*.name`, `name:port`, `http://name`, `:port`, `[::1]:8443`.
struct AddressReader {
    let reporter: Reporter

    func site(_ text: String, at location: SourceLocation) -> SiteAddress? {
        var rest = text[...]
        var scheme: SiteAddress.Scheme?
        if let mark = rest.firstRange(of: "://") {
            guard let known = SiteAddress.Scheme(rawValue: rest[..<mark.lowerBound].lowercased()) else {
                return fail(
                    location, text, "has a scheme that no site can have", help: "write http:// or https://, or none")
            }
            scheme = known
            rest = rest[mark.upperBound...]
            if rest.hasSuffix("/") { rest = rest.dropLast() }
        }
        if rest.contains("/") {
            return fail(
                location, text, "has a path, and sites have none",
                help: "write the path in the site's block: handle /path/* {")
        }
        guard let (host, port) = split(rest, text, location) else { return nil }
        if host.isEmpty, port == nil, scheme == nil { return fail(location, text, "is empty", help: nil) }
        guard let kind = self.host(host, text, location) else { return nil }
        return SiteAddress(scheme: scheme, host: kind, port: port, text: text, location: location)
    }

    /// Host and port; brackets are taken off.
    func split(
        _ rest: Substring, _ text: String, _ location: SourceLocation
    ) -> (host: String, port: Int?)? {
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else {
                return fail(location, text, "has no closing ']'", help: nil)
            }
            let host = String(rest[rest.index(after: rest.startIndex)..<end])
            let after = rest[rest.index(after: end)...]
            guard IPAddress(host)?.isIPv6 == true else {
                return fail(location, text, "has something other than an IPv6 address in brackets", help: nil)
            }
            guard !after.isEmpty else { return (host, nil) }
            guard after.hasPrefix(":") else { return fail(location, text, "has no ':' after ']'", help: nil) }
            return port(after.dropFirst(), text, location).map { (host, $0) }
        }
        let colons = rest.count(where: { $0 == ":" })
        if colons > 1 {
            let help = IPAddress(String(rest)) != nil ? "write [\(rest)]" : nil
            return fail(location, text, "is an IPv6 address without brackets, or no address", help: help)
        }
        guard let colon = rest.firstIndex(of: ":") else { return (String(rest), nil) }
        return port(rest[rest.index(after: colon)...], text, location).map { (String(rest[..<colon]), $0) }
    }

    private func port(_ digits: Substring, _ text: String, _ location: SourceLocation) -> Int? {
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        if isNumber, let port = Int(digits), (1...65_535).contains(port) { return port }
        return fail(location, text, "has a port that is no number from 1 to 65535", help: nil)
    }

    private func host(_ host: String, _ text: String, _ location: SourceLocation) -> SiteAddress.Host? {
        if host.isEmpty { return .any }
        if let address = IPAddress(host) { return .address(address) }
        let (isWildcard, bare) = host.hasPrefix("*.") ? (true, String(host.dropFirst(2))) : (false, host)
        guard let name = name(bare, text, location) else { return nil }
        return isWildcard ? .wildcard(name) : .name(name)
    }

    /// A host name in lower case without a final dot.
    func name(_ raw: String, _ text: String, _ location: SourceLocation) -> String? {
        var name = raw.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        if name.contains("*") {
            return fail(
                location, text, "has a '*' where none can stand",
                help: "write *.example.com, or https:// for every name")
        }
        if !name.utf8.allSatisfy({ $0 < 0x80 }) {
            return fail(
                location, text, "has letters outside of ASCII",
                help: "write the name in its xn-- form, as the DNS knows it")
        }
        if name.contains("{") {
            return fail(location, text, "has a placeholder; only {$NAME} can stand here", help: nil)
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = name.utf8.count <= 253 && labels.allSatisfy(isLabel)
        guard isName else { return fail(location, text, "is no host name", help: nil) }
        if labels.last.map({ $0.allSatisfy(\.isNumber) }) == true {
            return fail(location, text, "is neither a host name nor an IP address", help: nil)
        }
        return name
    }

    private func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard (1...63).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
    }

    func fail<Value>(_ location: SourceLocation, _ text: String, _ problem: String, help: String?) -> Value? {
        reporter.error(location, "the address \"\(SourceExcerpt.printable(text))\" \(problem)", help: help)
        return nil
    }
}
