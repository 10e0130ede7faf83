/// Reads a request head (RFC 9112 §3): start line, fields, and everything that can be said of the body's length.
package enum RequestHeadParser {
    /// Reads the head at the start of `bytes` into `head`, whose memory is reused.
    ///
    /// - Parameter end: the offset behind the empty line, as `HeadEndFinder` found it.
    package static func parse(
        _ bytes: Span<UInt8>, end: Int, into head: RequestHead, limits: Limits
    ) throws(HTTP1Error) {
        head.reset()
        head.fields.arena.append(bytes.extracting(0..<end))
        let line = try parseRequestLine(bytes, limits: limits)
        head.method = Method(bytes.extracting(line.method))
        head.methodRange = line.method
        head.minorVersion = line.minorVersion
        let fieldsEnd = try FieldLineParser.parse(
            bytes, from: line.end, into: &head.fields, fieldCount: limits.fieldCount)
        guard fieldsEnd == end else { throw .bareLineEnd }
        try RequestTarget.resolve(bytes, target: line.target, into: head)
        try MessageFraming.frameRequest(head)
    }

    private struct Line {
        var method: Range<Int>
        var target: Range<Int>
        var minorVersion: Int
        var end: Int
    }

    /// `method SP request-target SP HTTP-version CRLF`, one space each, nothing else (RFC 9112 §3).
    private static func parseRequestLine(_ bytes: Span<UInt8>, limits: Limits) throws(HTTP1Error) -> Line {
        var index = 0
        let count = bytes.count
        while index < count, ASCII.isToken(bytes[index]) { index += 1 }
        let method = 0..<index
        guard !method.isEmpty, method.count <= 32, index < count, bytes[index] == ASCII.space else {
            throw .malformedRequestLine
        }
        index += 1
        let targetStart = index
        while index < count, ASCII.isTarget(bytes[index]) { index += 1 }
        let target = targetStart..<index
        guard !target.isEmpty, index < count, bytes[index] == ASCII.space else { throw .malformedRequestLine }
        let (minorVersion, end) = try parseVersion(bytes, at: index + 1)
        guard end <= limits.requestLineBytes else { throw .requestLineTooLong }
        return Line(method: method, target: target, minorVersion: minorVersion, end: end)
    }

    /// `HTTP/1.0` or `HTTP/1.1` and CRLF. A later minor version is answered as 1.1 (RFC 9110 §2.5).
    private static func parseVersion(_ bytes: Span<UInt8>, at start: Int) throws(HTTP1Error) -> (minor: Int, end: Int) {
        guard start + 8 < bytes.count, bytes.extracting(start..<start + 5).equals("HTTP/"),
            ASCII.isDigit(bytes[start + 5]), bytes[start + 6] == UInt8(ascii: "."), ASCII.isDigit(bytes[start + 7])
        else { throw .malformedRequestLine }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        let end = start + 8
        guard bytes[end] == ASCII.carriageReturn, end + 1 < bytes.count, bytes[end + 1] == ASCII.lineFeed else {
            throw bytes[end] == ASCII.lineFeed ? .bareLineEnd : .malformedRequestLine
        }
        return (bytes[start + 7] == UInt8(ascii: "0") ? 0 : 1, end + 2)
    }
}
