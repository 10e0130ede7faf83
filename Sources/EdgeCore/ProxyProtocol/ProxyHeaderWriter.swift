/// Writes the PROXY header that an upstream is told the client by.
enum ProxyHeaderWriter {
    /// - Parameter ends: `nil` for a connection of our own, such as a look whether the upstream is back.
    static func append(_ ends: ProxyHeader.Ends?, version: ProxyProtocolVersion, to buffer: inout ByteBuffer) {
        // The two addresses have to be of one family; a unix socket has none to tell.
        let told = ends.flatMap { ends in
            ends.source.family == .unix || ends.destination.family == .unix ? nil : ends
        }
        switch version {
        case .v1: appendLine(told, to: &buffer)
        case .v2: appendBinary(told, isOwn: ends == nil, to: &buffer)
        }
    }

    private static func appendLine(_ ends: ProxyHeader.Ends?, to buffer: inout ByteBuffer) {
        guard let ends else { return buffer.append("PROXY UNKNOWN\r\n") }
        let isIPv4 = isIPv4(ends)
        let source = isIPv4 ? ends.source.host : mapped(ends.source).host
        let destination = isIPv4 ? ends.destination.host : mapped(ends.destination).host
        let ports = "\(ends.source.port) \(ends.destination.port)"
        buffer.append(utf8: "PROXY \(isIPv4 ? "TCP4" : "TCP6") \(source) \(destination) \(ports)\r\n")
    }

    private static func appendBinary(_ ends: ProxyHeader.Ends?, isOwn: Bool, to buffer: inout ByteBuffer) {
        buffer.append(ProxyHeaderParser.signature)
        buffer.append(UInt8(isOwn ? 0x20 : 0x21))
        guard let ends else {
            for _ in 0..<3 { buffer.append(UInt8(0)) }
            return
        }
        let isIPv4 = isIPv4(ends)
        buffer.append(UInt8(isIPv4 ? 0x11 : 0x21))
        append(UInt64(isIPv4 ? 12 : 36), bytes: 2, to: &buffer)
        for end in [ends.source, ends.destination] {
            if isIPv4 {
                append(end.low, bytes: 4, to: &buffer)
            } else {
                append(mapped(end).high, bytes: 8, to: &buffer)
                append(mapped(end).low, bytes: 8, to: &buffer)
            }
        }
        append(UInt64(ends.source.port), bytes: 2, to: &buffer)
        append(UInt64(ends.destination.port), bytes: 2, to: &buffer)
    }

    private static func append(_ number: UInt64, bytes: Int, to buffer: inout ByteBuffer) {
        for shift in (0..<bytes).reversed() { buffer.append(UInt8(truncatingIfNeeded: number >> UInt64(shift * 8))) }
    }

    private static func isIPv4(_ ends: ProxyHeader.Ends) -> Bool {
        ends.source.family == .ipv4 && ends.destination.family == .ipv4
    }

    /// An IPv4 address as IPv6 writes it (RFC 4291 §2.5.5.2).
    private static func mapped(_ address: SocketAddress) -> SocketAddress {
        guard address.family == .ipv4 else { return address }
        return .ipv6(high: 0, low: 0xFFFF << 32 | address.low, port: address.port)
    }
}
