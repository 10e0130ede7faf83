/// The part of a file that a Range field asks for (RFC 9110 §14).
enum ByteRanges: Equatable {
    /// No range, or one that need not be followed.
    case whole
    case parts([Range<Int>])
    case unsatisfiable

    /// Ranges of one request; more is an attack rather than a wish (RFC 9110 §14.2).
    static let limit = 16

    init(_ field: [UInt8]?, size: Int) {
        self = .whole
        // Units of ranges are compared in any case (RFC 9110 §14.1).
        guard let field, field.prefix(6).map(ASCII.lowercased).elementsEqual("bytes=".utf8) else { return }
        var ranges: [Range<Int>] = []
        let specs = field.dropFirst(6).split(separator: UInt8(ascii: ","))
        guard !specs.isEmpty, specs.count <= Self.limit else { return }
        for spec in specs {
            guard let range = Self.range(Array(Array(spec).span.trimmed().array), size: size) else { return }
            if !range.isEmpty { ranges.append(range) }
        }
        guard !ranges.isEmpty else {
            self = .unsatisfiable
            return
        }
        // Parts that overlap would send more than the file holds.
        let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.upperBound > right.lowerBound { return }
        self = .parts(ranges)
    }

    /// An empty range for one behind the end; `nil` for what is no range.
    private static func range(_ spec: [UInt8], size: Int) -> Range<Int>? {
        guard let dash = spec.firstIndex(of: UInt8(ascii: "-")) else { return nil }
        let first = Array(spec[..<dash])
        let last = Array(spec[(dash + 1)...])
        if first.isEmpty {
            guard let count = ASCII.decimal(last.span) else { return nil }
            return max(0, size - count)..<size
        }
        guard let start = ASCII.decimal(first.span) else { return nil }
        guard !last.isEmpty else { return start < size ? start..<size : 0..<0 }
        guard let end = ASCII.decimal(last.span), end >= start else { return nil }
        return start < size ? start..<min(end, size - 1) + 1 : 0..<0
    }
}
