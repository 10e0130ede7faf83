/// Writes heads and framing as HTTP/1.1 has them (RFC 9112 §3, §4, §7.1).
package enum HeadSerializer {
    /// A request head towards an upstream: origin form, the lines that go on, framing and connection of our own.
    package static func append(_ head: RequestHead, connection: ConnectionOption, to buffer: inout ByteBuffer) {
        let isWritten = hasRequestLine(head.fields, method: head.methodRange, target: head.targetRange)
        if !isWritten { appendRequestLine(head.fields, method: head.methodRange, target: head.targetRange, to: &buffer) }
        appendFields(
            head.fields, withStartLine: isWritten, isChunked: head.bodyLength == .untilEnd, connection: connection, to: &buffer)
    }

    /// Whether the request line stands in the arena, right before the first field line, as it would be written.
    private static func hasRequestLine(
        _ fields: borrowing FieldSection, method: Range<Int>, target: Range<Int>
    ) -> Bool {
        method.lowerBound == 0 && target.lowerBound == method.upperBound + 1
            && fields.arena.bytes[method.upperBound] == ASCII.space
            && fields.firstLine(follows: target.upperBound, behind: " HTTP/1.1\r\n")
    }

    private static func appendRequestLine(
        _ fields: borrowing FieldSection, method: Range<Int>, target: Range<Int>, to buffer: inout ByteBuffer
    ) {
        buffer.append(fields.bytes(in: method))
        buffer.append(ASCII.space)
        buffer.append(fields.bytes(in: target))
        buffer.append(" HTTP/1.1\r\n")
    }

    /// A response head towards a client.
    package static func append(
        _ head: ResponseHead, isChunked: Bool, connection: ConnectionOption, to buffer: inout ByteBuffer
    ) {
        let isWritten = hasStatusLine(head.fields, status: head.status, reason: head.reasonRange)
        if !isWritten { appendStatusLine(head.fields, status: head.status, reason: head.reasonRange, to: &buffer) }
        appendFields(head.fields, withStartLine: isWritten, isChunked: isChunked, connection: connection, to: &buffer)
    }

    /// The same of a status line that an upstream has sent.
    private static func hasStatusLine(_ fields: borrowing FieldSection, status: Int, reason: Range<Int>) -> Bool {
        reason.lowerBound == 13 && !reason.isEmpty && fields.firstLine(follows: reason.upperBound, behind: "\r\n")
            && fields.bytes(in: 0..<9).equals("HTTP/1.1 ") && isStatus(fields.bytes(in: 9..<12), status)
    }

    private static func isStatus(_ digits: Span<UInt8>, _ status: Int) -> Bool {
        (Int(digits[0]) * 10 + Int(digits[1])) * 10 + Int(digits[2]) - 111 * Int(UInt8(ascii: "0")) == status
    }

    private static func appendStatusLine(
        _ fields: borrowing FieldSection, status: Int, reason: Range<Int>, to buffer: inout ByteBuffer
    ) {
        buffer.append("HTTP/1.1 ")
        buffer.append(decimal: status)
        buffer.append(ASCII.space)
        if reason.isEmpty {
            buffer.append(ReasonPhrase.text(for: status))
        } else {
            buffer.append(fields.bytes(in: reason))
        }
        buffer.append("\r\n")
    }

    private static func appendFields(
        _ fields: borrowing FieldSection, withStartLine: Bool, isChunked: Bool, connection: ConnectionOption,
        to buffer: inout ByteBuffer
    ) {
        fields.appendForwardedLines(withStartLine: withStartLine, to: &buffer)
        if isChunked { buffer.append("Transfer-Encoding: chunked\r\n") }
        append(connection, fields: fields, to: &buffer)
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
