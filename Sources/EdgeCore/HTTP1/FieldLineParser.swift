/// Reads field lines up to and including the empty line (RFC 9112 §5), for heads and for trailer sections.
package enum FieldLineParser {
    /// Notes the lines of `bytes` from `start` on in `fields`, with offsets that count from the beginning of `bytes`.
    ///
    /// - Returns: the offset behind the empty line.
    /// - Precondition of use: `bytes` ends with the empty line; the caller has looked for it.
    package static func parse(
        _ bytes: Span<UInt8>, from start: Int, into fields: inout FieldSection, fieldCount: Int
    ) throws(HTTP1Error) -> Int {
        var index = start
        while true {
            guard index < bytes.count else { throw .bareLineEnd }
            if bytes[index] == ASCII.carriageReturn {
                guard index + 1 < bytes.count, bytes[index + 1] == ASCII.lineFeed else { throw .bareLineEnd }
                return index + 2
            }
            guard fields.count < fieldCount else { throw .tooManyFields }
            let line = try parseLine(bytes, at: index)
            fields.note(line)
            index += Int(line.length)
        }
    }

    /// `field-name ":" OWS field-value OWS CRLF`: no space before the colon (a smuggling vector, RFC 9112 §5.1), no fold.
    private static func parseLine(_ bytes: Span<UInt8>, at start: Int) throws(HTTP1Error) -> FieldLine {
        let count = bytes.count
        let nameEnd = ASCII.endOfToken(in: bytes, from: start)
        var index = nameEnd
        guard nameEnd > start, nameEnd - start <= Int(UInt16.max), index < count, bytes[index] == ASCII.colon else {
            let isFold = index == start && index < count && (bytes[index] == ASCII.space || bytes[index] == ASCII.tab)
            throw isFold ? .foldedFieldLine : index < count && bytes[index] == ASCII.lineFeed ? .bareLineEnd : .malformedFieldLine
        }
        index += 1
        while index < count, bytes[index] == ASCII.space || bytes[index] == ASCII.tab { index += 1 }
        let valueStart = index
        index = ASCII.endOfFieldValue(in: bytes, from: index)
        var valueEnd = index
        guard index + 1 < count, bytes[index] == ASCII.carriageReturn, bytes[index + 1] == ASCII.lineFeed else {
            guard index < count else { throw .bareLineEnd }
            let isLineEnd = bytes[index] == ASCII.lineFeed || bytes[index] == ASCII.carriageReturn
            throw isLineEnd ? .bareLineEnd : .malformedFieldLine
        }
        while valueEnd > valueStart, bytes[valueEnd - 1] == ASCII.space || bytes[valueEnd - 1] == ASCII.tab {
            valueEnd -= 1
        }
        return FieldLine(
            start: start, nameLength: nameEnd - start, valueStart: valueStart, valueLength: valueEnd - valueStart,
            length: index + 2 - start, name: FieldName(bytes.extracting(start..<nameEnd)))
    }
}

/// Finds where a head ends without judging it: the first empty line.
package struct HeadEndFinder: Sendable {
    /// Bytes that were looked at before: a head that dribbles in is scanned once, not once per byte.
    private var scanned = 0

    package init() {}

    /// The offset behind the empty line, or `nil` while it is still to come. A bare LF counts as a line end here, so that
    /// the parser sees it and refuses it at once.
    package mutating func find(in bytes: Span<UInt8>) -> Int? {
        var next = max(0, scanned - 2)
        while let index = bytes.firstIndex(of: ASCII.lineFeed, from: next) {
            if index + 1 < bytes.count, bytes[index + 1] == ASCII.lineFeed { return index + 2 }
            if index + 2 < bytes.count, bytes[index + 1] == ASCII.carriageReturn, bytes[index + 2] == ASCII.lineFeed {
                return index + 3
            }
            next = index + 1
        }
        scanned = bytes.count
        return nil
    }

    package mutating func reset() { scanned = 0 }
}
