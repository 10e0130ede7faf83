/// A regular expression that is matched in time linear in the text: alternatives are followed side by side, never tried one
/// after the other, so that no request can make a worker think for long.
///
/// The syntax is the common part of RE2's and Caddy's: literals, `.`, `[a-z]`, `\d \w \s` and their opposites, `\b`, `^`, `$`,
/// groups `(…)`, `(?:…)`, `(?P<name>…)`, `|`, `* + ? {n,m}` greedy or not, and `(?i)` at the beginning. It works on bytes; a
/// letter outside of ASCII is the bytes of its UTF-8.
public struct TextPattern: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    public let text: String
    let program: [PatternInstruction]
    /// Two positions for each group, the whole match first.
    let slotCount: Int
    /// Names of groups, by number.
    let groupNames: [String: Int]

    /// Reads an expression.
    ///
    /// - Throws: what is wrong with the expression, in words.
    public init(_ text: String) throws(TextPatternError) {
        var parser = PatternParser(text)
        let node = try parser.parse()
        var compiler = PatternCompiler()
        program = try compiler.compile(node)
        self.text = text
        slotCount = 2 * (parser.groupCount + 1)
        groupNames = parser.groupNames
    }

    /// As it was written.
    public var description: String { text }

    /// Patterns are the same when they are written the same.
    public static func == (left: TextPattern, right: TextPattern) -> Bool { left.text == right.text }
    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// The first match at or behind `start`: begin and end of the whole and of each group, `-1` for a group that took no part.
    package func firstMatch(in bytes: Span<UInt8>, from start: Int = 0) -> [Int]? {
        var machine = PatternMachine(program: program, slotCount: slotCount)
        return machine.run(bytes, from: start)
    }

    /// The text with every match replaced; `$1`, `${1}` and `${name}` in the replacement stand for groups.
    package func replacingMatches(in bytes: [UInt8], with replacement: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position <= bytes.count, let match = firstMatch(in: bytes.span, from: position) {
            result += bytes[position..<match[0]]
            append(replacement, match, bytes, to: &result)
            if match[1] > match[0] {
                position = match[1]
            } else {
                // An empty match: the byte behind it passes, or the search would stand still.
                if match[1] < bytes.count { result.append(bytes[match[1]]) }
                position = match[1] + 1
            }
        }
        if position < bytes.count { result += bytes[position...] }
        return result
    }

    private func append(_ replacement: [UInt8], _ match: [Int], _ bytes: [UInt8], to result: inout [UInt8]) {
        var index = 0
        while index < replacement.count {
            guard replacement[index] == UInt8(ascii: "$"), let (group, end) = reference(replacement, at: index + 1) else {
                result.append(replacement[index])
                index += 1
                continue
            }
            if 2 * group + 1 < match.count, match[2 * group] >= 0 { result += bytes[match[2 * group]..<match[2 * group + 1]] }
            index = end
        }
    }

    /// The group that `1`, `{1}` or `{name}` means, and where the text goes on.
    private func reference(_ text: [UInt8], at start: Int) -> (group: Int, end: Int)? {
        guard start < text.count else { return nil }
        if text[start] == UInt8(ascii: "{") {
            guard let close = text[start...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let name = Array(text[(start + 1)..<close])
            return (ASCII.decimal(name.span) ?? groupNames[String(decoding: name, as: UTF8.self)] ?? slotCount, close + 1)
        }
        var end = start
        while end < text.count, ASCII.isDigit(text[end]), end - start < 3 { end += 1 }
        guard let group = ASCII.decimal(Array(text[start..<end]).span) else { return nil }
        return (group, end)
    }
}

/// Why a regular expression cannot be used.
public struct TextPatternError: Error, Sendable, CustomStringConvertible {
    /// In words.
    public let message: String
    /// Bytes into the expression.
    public let offset: Int

    /// In words.
    public var description: String { message }
}
