/// The four forms of a request target and what they say of the host (RFC 9112 §3.2, §3.3).
package enum RequestTarget {
    /// Settles target and authority of a head whose fields are noted, so that nobody asks twice.
    package static func resolve(
        _ bytes: Span<UInt8>, target: Range<Int>, into head: RequestHead
    ) throws(HTTP1Error) {
        guard head.method != .connect else { throw .connectRefused }
        let field = try hostField(bytes, head.fields, isOptional: head.minorVersion == 0)
        let host = try checkAuthority(bytes, in: field, mayBeEmpty: true)
        head.targetRange = target
        switch bytes[target.lowerBound] {
        case UInt8(ascii: "/"): break
        case UInt8(ascii: "*") where target.count == 1 && head.method == .options: break
        default: return try resolveAbsolute(bytes, target, into: head)
        }
        guard !host.isEmpty || head.minorVersion == 0 else { throw .malformedHost }
        head.authorityRange = field
        head.hostRange = host
    }

    /// Exactly one Host in HTTP/1.1 (RFC 9112 §3.2), well-formed whether or not the target overrides it.
    private static func hostField(
        _ bytes: Span<UInt8>, _ fields: borrowing FieldSection, isOptional: Bool
    ) throws(HTTP1Error) -> Range<Int> {
        var found: Range<Int>?
        for line in fields.lines where line.name == .host {
            guard found == nil else { throw .conflictingHost }
            let start = Int(line.valueStart)
            found = start..<start + Int(line.valueLength)
        }
        if let found { return found }
        guard isOptional else { throw .missingHost }
        return 0..<0
    }

    /// `http://authority/path`: the authority wins over the Host field (RFC 9112 §3.2.2). What is forwarded is origin form.
    private static func resolveAbsolute(
        _ bytes: Span<UInt8>, _ target: Range<Int>, into head: RequestHead
    ) throws(HTTP1Error) {
        let text = bytes.extracting(target)
        let scheme: Int
        if text.count > 7, text.extracting(0..<7).equalsIgnoringCase("http://") {
            scheme = 7
        } else if text.count > 8, text.extracting(0..<8).equalsIgnoringCase("https://") {
            scheme = 8
        } else {
            throw .malformedRequestLine
        }
        var end = scheme
        while end < text.count, text[end] != UInt8(ascii: "/"), text[end] != UInt8(ascii: "?") { end += 1 }
        let start = target.lowerBound
        let authority = start + scheme..<start + end
        head.hostRange = try checkAuthority(bytes, in: authority, mayBeEmpty: false)
        head.authorityRange = authority
        if end < text.count, text[end] == UInt8(ascii: "/") {
            head.targetRange = start + end..<target.upperBound
        } else {
            // `http://host` and `http://host?query` have an empty path, which is forwarded as `/` (RFC 9112 §3.2.1); for
            // OPTIONS without a query it is the server as a whole, `*` (RFC 9112 §3.2.4).
            let offset = head.fields.arena.count
            head.fields.arena.append(head.method == .options && end == text.count ? "*" : "/")
            head.fields.arena.append(text.extracting(end..<text.count))
            head.targetRange = offset..<offset + 1 + text.count - end
        }
    }

    /// `host [":" port]` with the characters that hosts have: no user information, no list, no white space.
    ///
    /// - Returns: where the host is, without brackets and port.
    @discardableResult
    package static func checkAuthority(
        _ bytes: Span<UInt8>, in range: Range<Int>, mayBeEmpty: Bool
    ) throws(HTTP1Error) -> Range<Int> {
        guard let authority = Authority(bytes.extracting(range)) else { throw .malformedHost }
        guard mayBeEmpty || !authority.host.isEmpty else { throw .malformedHost }
        return range.lowerBound + authority.host.lowerBound..<range.lowerBound + authority.host.upperBound
    }
}

/// An authority taken apart: `chat.example.com:8443`, `[2001:db8::1]`.
package struct Authority {
    /// Offsets of the host without brackets.
    package var host: Range<Int>
    /// The port, where one is told.
    package var port: UInt16?

    package init?(_ bytes: Span<UInt8>) {
        var end = bytes.count
        var portStart: Int?
        if bytes.isEmpty {
            host = 0..<0
            return
        }
        if bytes[0] == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let literal = bytes.extracting(1..<close)
            guard let address = SocketAddress(literal: literal), address.family == .ipv6 else { return nil }
            host = 1..<close
            end = close + 1
            if end < bytes.count {
                guard bytes[end] == ASCII.colon else { return nil }
                portStart = end + 1
            }
        } else {
            end = 0
            while end < bytes.count, Self.isHostByte(bytes[end]) { end += 1 }
            guard end == bytes.count || bytes[end] == ASCII.colon else { return nil }
            // A port of nothing is no authority of an http URI (RFC 9110 §4.2.1).
            guard end > 0 else { return nil }
            host = 0..<end
            if end < bytes.count { portStart = end + 1 }
        }
        // `host:` with an empty port is the default port (RFC 3986 §3.2.3).
        guard let portStart, portStart < bytes.count else { return }
        guard let number = ASCII.decimal(bytes.extracting(portStart..<bytes.count)), number <= 65535 else { return nil }
        port = UInt16(number)
    }

    /// reg-name without percent-encoding, which no host of ours has (RFC 3986 §3.2.2).
    private static func isHostByte(_ byte: UInt8) -> Bool {
        let letter = (byte | 0x20) &- UInt8(ascii: "a") <= 25
        return letter || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_")
    }
}
