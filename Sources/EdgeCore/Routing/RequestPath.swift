/// The path of a request as conditions compare it: decoded, double slashes and dot segments resolved.
///
/// Most paths are in that form as they come; those are looked at where they are.
struct RequestPath {
    /// Where the path is in the arena of the request's fields.
    let range: Range<Int>
    /// The path in the form that is compared, where it differs.
    let resolved: [UInt8]?

    init(_ request: RequestHead) {
        range = Self.range(request.targetRange, request.fields)
        resolved = request.fields.isPlainPath(in: range) ? nil : Self.resolve(request.fields.array(in: range).span)
    }

    /// The path of the target, without its query.
    static func range(_ target: Range<Int>, _ fields: borrowing FieldSection) -> Range<Int> {
        let length = fields.bytes(in: target).firstIndex(of: UInt8(ascii: "?")) ?? target.count
        return target.lowerBound..<target.lowerBound + length
    }

    /// Whether the path is the same when it is resolved. Says no too often rather than too rarely: to `/.well-known`, say.
    static func isPlain(_ path: Span<UInt8>) -> Bool {
        var before: UInt8 = 0
        for index in path.indices {
            let byte = path[index]
            if byte == UInt8(ascii: "%") { return false }
            if before == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
            before = byte
        }
        return true
    }

    /// Percent-encoding decoded, once; what is no percent-encoding stays as it is.
    static func decode(_ text: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let high = ASCII.hexadecimalValue(text[index + 1]), let low = ASCII.hexadecimalValue(text[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    /// RFC 3986 §5.2.4 on the decoded path, and several slashes as one.
    static func resolve(_ path: Span<UInt8>) -> [UInt8] {
        let decoded = decode(path)
        let slash = UInt8(ascii: "/")
        guard decoded.first == slash else { return decoded }
        var segments: [ArraySlice<UInt8>] = []
        for segment in decoded.split(separator: slash) {
            if segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        var result: [UInt8] = []
        for segment in segments { result += [slash] + segment }
        let endsInFolder = decoded.last == slash || decoded.hasSuffix("/.") || decoded.hasSuffix("/..")
        if endsInFolder || result.isEmpty { result.append(slash) }
        return result
    }

    /// Encodes what cannot stand in a path (RFC 3986 §3.3).
    static func encode(_ path: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        for byte in path {
            let isPlain = ByteSet.wordBytes.contains(byte) || "-.~!$&'()*+,;=:@/".utf8.contains(byte)
            if isPlain {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
