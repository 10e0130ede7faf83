/// Reads a regular expression.
struct PatternParser {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    private var ignoresCase = false
    private(set) var groupCount = 0
    private(set) var groupNames: [String: Int] = [:]

    /// Groups inside of groups.
    private static let depthLimit = 50
    private static let repeatLimit = 100

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parse() throws(TextPatternError) -> PatternNode {
        if bytes.starts(with: Array("(?i)".utf8)) {
            ignoresCase = true
            index = 4
        }
        let node = try alternatives()
        guard index == bytes.count else { throw error("there is a `)` without its `(`") }
        return node
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }
    private func error(_ message: String) -> TextPatternError { TextPatternError(message: message, offset: index) }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func alternatives() throws(TextPatternError) -> PatternNode {
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(TextPatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            parts.append(try repeated(try atom()))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    // MARK: Repetition

    private mutating func repeated(_ atom: PatternNode) throws(TextPatternError) -> PatternNode {
        let bounds: (Int, Int?)
        switch next {
        case UInt8(ascii: "*"): bounds = (0, nil)
        case UInt8(ascii: "+"): bounds = (1, nil)
        case UInt8(ascii: "?"): bounds = (0, 1)
        case UInt8(ascii: "{"):
            guard let counted = try counts() else { return atom }
            bounds = counted
            index -= 1
        default: return atom
        }
        index += 1
        let isGreedy = !take("?")
        if let byte = next, "*+?".utf8.contains(byte) { throw error("a repetition cannot be repeated") }
        return .repetition(atom, minimum: bounds.0, maximum: bounds.1, isGreedy: isGreedy)
    }

    /// `{2}`, `{2,}`, `{2,5}`; any other brace stands for itself.
    private mutating func counts() throws(TextPatternError) -> (Int, Int?)? {
        guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
        let parts = bytes[(index + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let minimum = ASCII.decimal(Array(parts[0]).span) else { return nil }
        var maximum: Int? = minimum
        if parts.count == 2 { maximum = parts[1].isEmpty ? nil : ASCII.decimal(Array(parts[1]).span) }
        if parts.count == 2, !parts[1].isEmpty, maximum == nil { return nil }
        guard minimum <= Self.repeatLimit, maximum ?? 0 <= Self.repeatLimit else {
            throw error("at most \(Self.repeatLimit) repetitions can be counted")
        }
        if let maximum, maximum < minimum { throw error("the largest number of repetitions is smaller than the smallest") }
        index = close + 1
        return (minimum, maximum)
    }

    // MARK: Atoms

    private mutating func atom() throws(TextPatternError) -> PatternNode {
        guard let byte = next else { return .empty }
        index += 1
        switch byte {
        case UInt8(ascii: "("): return try group()
        case UInt8(ascii: "["): return .bytes(cased(try set()))
        case UInt8(ascii: "."):
            var newline = ByteSet()
            newline.insert(ASCII.lineFeed)
            return .bytes(newline.inverted)
        case UInt8(ascii: "^"): return .start
        case UInt8(ascii: "$"): return .end
        case UInt8(ascii: "\\"): return try escape()
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            index -= 1
            throw error("there is nothing in front of it to repeat")
        case 0xC0...: return letter(from: byte)
        default: return .bytes(cased(ByteSet(byte...byte)))
        }
    }

    /// A letter outside of ASCII with all its bytes, so that a repetition repeats the letter.
    private mutating func letter(from first: UInt8) -> PatternNode {
        var parts = [PatternNode.bytes(ByteSet(first...first))]
        while let byte = next, byte & 0xC0 == 0x80 {
            parts.append(.bytes(ByteSet(byte...byte)))
            index += 1
        }
        return .sequence(parts)
    }

    private func cased(_ set: ByteSet) -> ByteSet { ignoresCase ? set.ignoringCase : set }

    private mutating func group() throws(TextPatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw error("groups are nested too deeply") }
        var number: Int?
        if take("?") {
            if !take(":") {
                groupCount += 1
                number = groupCount
                groupNames[try groupName()] = groupCount
            }
        } else {
            groupCount += 1
            number = groupCount
        }
        guard groupCount < 32 else { throw error("there are more than 31 groups") }
        let inner = try alternatives()
        guard take(")") else { throw error("a `(` has no `)`") }
        return number.map { .group(inner, number: $0) } ?? inner
    }

    private mutating func groupName() throws(TextPatternError) -> String {
        _ = take("P")
        guard take("<"), let close = bytes[index...].firstIndex(of: UInt8(ascii: ">")), close > index else {
            throw error("this kind of group is not understood; there are (…), (?:…), (?P<name>…), and (?i) at the beginning")
        }
        defer { index = close + 1 }
        return String(decoding: bytes[index..<close], as: UTF8.self)
    }

    private mutating func escape() throws(TextPatternError) -> PatternNode {
        guard let byte = next else { throw error("a `\\` ends the expression") }
        switch byte {
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            index += 1
            return .wordBoundary(isInverted: byte == UInt8(ascii: "B"))
        case UInt8(ascii: "A"):
            index += 1
            return .start
        case UInt8(ascii: "z"):
            index += 1
            return .end
        default: return .bytes(cased(try escapedSet()))
        }
    }

    /// What follows a `\`, inside of brackets or not.
    private mutating func escapedSet() throws(TextPatternError) -> ByteSet {
        guard let byte = next else { throw error("a `\\` ends the expression") }
        index += 1
        switch byte {
        case UInt8(ascii: "d"): return .digits
        case UInt8(ascii: "D"): return ByteSet.digits.inverted
        case UInt8(ascii: "w"): return .wordBytes
        case UInt8(ascii: "W"): return ByteSet.wordBytes.inverted
        case UInt8(ascii: "s"): return .spaces
        case UInt8(ascii: "S"): return ByteSet.spaces.inverted
        case UInt8(ascii: "n"): return ByteSet(ASCII.lineFeed...ASCII.lineFeed)
        case UInt8(ascii: "r"): return ByteSet(ASCII.carriageReturn...ASCII.carriageReturn)
        case UInt8(ascii: "t"): return ByteSet(ASCII.tab...ASCII.tab)
        default:
            index -= 1
            guard !ByteSet.wordBytes.contains(byte) else {
                throw error("`\\\(Character(Unicode.Scalar(byte)))` is not understood")
            }
            index += 1
            return ByteSet(byte...byte)
        }
    }

    /// Behind `[`, up to and including `]`.
    private mutating func set() throws(TextPatternError) -> ByteSet {
        let isInverted = take("^")
        var set = ByteSet()
        var isFirst = true
        while let byte = next, byte != UInt8(ascii: "]") || isFirst {
            isFirst = false
            guard byte < 0x80 else { throw error("only ASCII can stand in [ ]") }
            index += 1
            if byte == UInt8(ascii: "\\") {
                set.formUnion(try escapedSet())
            } else if byte == UInt8(ascii: "["), next == UInt8(ascii: ":") {
                throw error("classes like [:alpha:] are not understood; write a-z")
            } else {
                set.formUnion(try range(from: byte))
            }
        }
        guard take("]") else { throw error("a `[` has no `]`") }
        return isInverted ? set.inverted : set
    }

    private mutating func range(from first: UInt8) throws(TextPatternError) -> ByteSet {
        guard next == UInt8(ascii: "-"), index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: "]") else {
            return ByteSet(first...first)
        }
        let last = bytes[index + 1]
        guard last >= first, last < 0x80, last != UInt8(ascii: "\\") else { throw error("this range has no bytes in it") }
        index += 2
        return ByteSet(first...last)
    }
}
