/// Writes heads and framing as HTTP/1.1 has them (RFC 9112 §3, §4, §7.1).
package enum HeadSerializer {
    /// A request head towards an upstream: origin form, the lines that go on, framing and connection of our own.
    package static func append(_ head: RequestHead, connection: ConnectionOption, to buffer: inout ByteBuffer) {
        buffer.append(head.fields.bytes(in: head.methodRange))
        buffer.append(ASCII.space)
        buffer.append(head.fields.bytes(in: head.targetRange))
        buffer.append(" HTTP/1.1\r\n")
        head.fields.appendForwardedLines(to: &buffer)
        if head.bodyLength == .untilEnd { buffer.append("Transfer-Encoding: chunked\r\n") }
        append(connection, fields: head.fields, to: &buffer)
        buffer.append("\r\n")
    }

    /// A response head towards a client.
    package static func append(
        _ head: ResponseHead, isChunked: Bool, connection: ConnectionOption, to buffer: inout ByteBuffer
    ) {
        buffer.append("HTTP/1.1 ")
        buffer.append(decimal: head.status)
        buffer.append(ASCII.space)
        if head.reasonRange.isEmpty {
            buffer.append(ReasonPhrase.text(for: head.status))
        } else {
            buffer.append(head.fields.bytes(in: head.reasonRange))
        }
        buffer.append("\r\n")
        head.fields.appendForwardedLines(to: &buffer)
        if isChunked { buffer.append("Transfer-Encoding: chunked\r\n") }
        append(connection, fields: head.fields, to: &buffer)
        buffer.append("\r\n")
    }

    /// What our own Connection line says.
    package enum ConnectionOption: Equatable, Sendable {
        /// Nothing: the connection persists, as is the rule in 1.1.
        case persist
        case close
        /// For a 1.0 client that asked for it.
        case keepAlive
        /// The upgrade of this exchange; the value of the Upgrade field goes with it.
        case upgrade
    }

    private static func append(
        _ option: ConnectionOption, fields: borrowing FieldSection, to buffer: inout ByteBuffer
    ) {
        switch option {
        case .persist: break
        case .close: buffer.append("Connection: close\r\n")
        case .keepAlive: buffer.append("Connection: keep-alive\r\n")
        case .upgrade:
            buffer.append("Connection: Upgrade\r\nUpgrade: ")
            if let line = fields.first(.upgrade) { buffer.append(fields.value(of: line)) }
            buffer.append("\r\n")
        }
    }

    /// One chunk of a chunked body.
    package static func appendChunkSize(_ count: Int, to buffer: inout ByteBuffer) {
        buffer.append(hexadecimal: count)
        buffer.append("\r\n")
    }

    /// The last chunk, the trailers that go on, and the empty line.
    package static func appendLastChunk(trailers: borrowing FieldSection, to buffer: inout ByteBuffer) {
        buffer.append("0\r\n")
        trailers.appendForwardedLines(to: &buffer)
        buffer.append("\r\n")
    }
}
