/// Reads the trailer section behind a chunked body (RFC 9112 §7.1.2), for either side.
enum TrailerParser {
    /// Fills `trailers` with what may be passed on.
    ///
    /// - Returns: the offset behind the section, or `nil` while more of it has to come.
    static func parse(
        _ bytes: Span<UInt8>, with finder: inout HeadEndFinder, into trailers: inout FieldSection, limits: Limits
    ) throws(HTTP1Error) -> Int? {
        guard let end = end(of: bytes, with: &finder) else {
            if bytes.count > limits.trailerBytes { throw .trailersTooLarge }
            return nil
        }
        finder.reset()
        guard end <= limits.trailerBytes else { throw .trailersTooLarge }
        trailers.arena.append(bytes.extracting(0..<end))
        guard try FieldLineParser.parse(bytes, from: 0, into: &trailers, fieldCount: limits.fieldCount) == end else {
            throw .bareLineEnd
        }
        Trailers.dropForbidden(&trailers)
        return end
    }

    /// Most sections are empty: one empty line.
    private static func end(of bytes: Span<UInt8>, with finder: inout HeadEndFinder) -> Int? {
        if bytes.count >= 2, bytes[0] == ASCII.carriageReturn, bytes[1] == ASCII.lineFeed { return 2 }
        return finder.find(in: bytes)
    }
}
