import EdgeCore

/// What a client's first message asks for, read before OpenSSL chooses a certificate. Pure: bytes of extensions in,
/// values out.
enum ClientHello {
    /// The host name in a server_name extension (RFC 6066 §3): a list of entries with type and length, of which clients
    /// send one. `nil` when there is none or the bytes are no such list.
    @_lifetime(copy body)
    static func serverName(in body: Span<UInt8>) -> Span<UInt8>? {
        guard let list = vector(body, at: 0), list.count + 2 == body.count else { return nil }
        var index = 0
        while index + 3 <= list.count {
            guard let name = vector(list, at: index + 1) else { return nil }
            if list[index] == 0 { return name }
            index += 3 + name.count
        }
        return nil
    }

    /// The list of protocol names in an ALPN extension (RFC 7301 §3.1), each behind its length; empty when there is
    /// none.
    @_lifetime(copy body)
    static func protocols(in body: Span<UInt8>) -> Span<UInt8> {
        guard let list = vector(body, at: 0), list.count + 2 == body.count else { return Span() }
        return list
    }

    /// The bytes behind a two-byte length.
    @_lifetime(copy bytes)
    private static func vector(_ bytes: Span<UInt8>, at index: Int) -> Span<UInt8>? {
        guard index + 2 <= bytes.count else { return nil }
        let count = Int(bytes[index]) << 8 | Int(bytes[index + 1])
        guard index + 2 + count <= bytes.count else { return nil }
        return bytes.extracting(index + 2..<index + 2 + count)
    }
}
