/// The text of one file, with line ends made `\n` and a byte order mark taken off.
public struct SourceFile: Sendable {
    /// The name that diagnostics show.
    public let name: String
    /// Valid UTF-8: what was not is replaced by U+FFFD.
    let bytes: [UInt8]
    /// Where each line begins in `bytes`.
    let lineStarts: [Int]
    /// The first place on each line, at most `Limits.badLines` of them, whose bytes are no UTF-8.
    let invalidPlaces: [SourceLocation]

    public init(name: String, bytes raw: [UInt8]) {
        self.name = name
        let (valid, invalid) = Self.repaired(Self.withoutMarkAndReturns(raw), name: name)
        bytes = valid
        invalidPlaces = invalid
        var starts = [0]
        for (offset, byte) in valid.enumerated() where byte == 0x0A { starts.append(offset + 1) }
        lineStarts = starts
    }

    /// The text of a line counted from 1, without its end; `nil` past the last.
    func line(_ number: Int) -> String? {
        guard number >= 1, number <= lineStarts.count else { return nil }
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private static func withoutMarkAndReturns(_ raw: [UInt8]) -> [UInt8] {
        let body = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? raw[3...] : raw[...]
        guard body.contains(0x0D) else { return Array(body) }
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        for index in body.indices {
            let isReturn = body[index] == 0x0D && index + 1 < body.endIndex && body[index + 1] == 0x0A
            if !isReturn { result.append(body[index]) }
        }
        return result
    }

    private static func repaired(_ raw: [UInt8], name: String) -> ([UInt8], [SourceLocation]) {
        if String(validating: raw, as: UTF8.self) != nil { return (raw, []) }
        var places: [SourceLocation] = []
        for (index, line) in raw.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard places.count < Limits.badLines, String(validating: line, as: UTF8.self) == nil else { continue }
            let column = Self.validScalars(in: line) + 1
            places.append(SourceLocation(file: name, line: index + 1, column: column))
        }
        return (Array(String(decoding: raw, as: UTF8.self).utf8), places)
    }

    private static func validScalars(in line: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = line.makeIterator()
        var count = 0
        while case .scalarValue = decoder.decode(&iterator) { count += 1 }
        return count
    }
}
