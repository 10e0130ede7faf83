/// Reads a response head (RFC 9112 §4), as strictly as a request's: an upstream may be someone else's, too.
package enum ResponseHeadParser {
    /// Reads the head at the start of `bytes` into `head`, whose memory is reused.
    ///
    /// - Parameter end: the offset behind the empty line, as `HeadEndFinder` found it.
    package static func parse(
        _ bytes: Span<UInt8>, end: Int, into head: ResponseHead, requestMethod: Method, limits: Limits
    ) throws(HTTP1Error) {
        head.reset()
        head.fields.arena.append(bytes.extracting(0..<end))
        let lineEnd = try parseStatusLine(bytes, into: head)
        let fieldsEnd = try FieldLineParser.parse(
            bytes, from: lineEnd, into: &head.fields, fieldCount: limits.fieldCount)
        guard fieldsEnd == end else { throw .bareLineEnd }
        try MessageFraming.frameResponse(head, requestMethod: requestMethod)
    }

    /// `HTTP-version SP status-code SP [reason-phrase] CRLF`. The space behind the code is often left out where there is
    /// no reason; it changes nothing that could be misread, so it may be missing.
    private static func parseStatusLine(_ bytes: Span<UInt8>, into head: ResponseHead) throws(HTTP1Error) -> Int {
        guard bytes.count > 13, bytes.extracting(0..<7).equals("HTTP/1."), ASCII.isDigit(bytes[7]),
            bytes[8] == ASCII.space, let status = ASCII.decimal(bytes.extracting(9..<12)), status >= 100
        else { throw .malformedStatusLine }
        head.minorVersion = bytes[7] == UInt8(ascii: "0") ? 0 : 1
        head.status = status
        var index = 12
        if bytes[index] == ASCII.space { index += 1 }
        let reasonStart = index
        while index < bytes.count, ASCII.isFieldValue(bytes[index]) { index += 1 }
        guard reasonStart == 13 || index == reasonStart else { throw .malformedStatusLine }
        head.reasonRange = reasonStart..<index
        guard index + 1 < bytes.count, bytes[index] == ASCII.carriageReturn, bytes[index + 1] == ASCII.lineFeed else {
            throw .malformedStatusLine
        }
        return index + 2
    }
}
