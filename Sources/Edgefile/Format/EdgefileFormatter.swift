/// Lays a file out as `edge fmt` does: a tab for each level, one space between words, at most one blank line.
///
/// Words, comments, quotes and heredocs stay as they were written, and so do `{$NAME}` and `import`.
public struct EdgefileFormatter {
    private let source: SourceFile
    private var output: [UInt8] = []
    private var depth = 0
    private var isContinued = false
    private var blankLines = 0
    /// The line before ended in `{`, or nothing has been written: no blank line belongs here.
    private var isAtStart = true
    /// The line before closed a block of the top level.
    private var needsBlankLine = false

    private init(_ source: SourceFile) { self.source = source }

    /// The file laid out, or what stops it from being read at all.
    public static func format(_ bytes: [UInt8], file name: String = "Edgefile") -> Result<[UInt8], EdgefileErrors> {
        let reporter = Reporter()
        let source = SourceFile(name: name, bytes: bytes)
        reporter.sources.insert(source)
        let lexemes = Lexer.lexemes(of: source, environment: nil, reporter: reporter)
        guard !reporter.hasErrors else { return .failure(EdgefileErrors(diagnostics: reporter.diagnostics)) }
        var formatter = EdgefileFormatter(source)
        formatter.run(lexemes)
        return .success(formatter.output)
    }

    private mutating func run(_ lexemes: [Lexeme]) {
        var line: [Lexeme] = []
        for lexeme in lexemes {
            switch lexeme {
            case .newline:
                write(line)
                line = []
            case .continuation:
                // Without a word before it, it continues nothing.
                if !line.isEmpty { line.append(lexeme) }
            case .word, .comment: line.append(lexeme)
            }
        }
        write(line)
    }

    private mutating func write(_ line: [Lexeme]) {
        var line = line[...]
        while line.last == .continuation { line.removeLast() }
        guard let first = line.first else {
            blankLines += 1
            return
        }
        let isClosing = Self.isBrace(first, "}")
        if isClosing { depth = max(0, depth - 1) }
        if (blankLines > 0 || needsBlankLine) && !isAtStart && !isClosing { output.append(0x0A) }
        writeWords(line)
        output.append(0x0A)
        let words = line.filter { if case .word = $0 { true } else { false } }
        let isOpening = words.last.map { Self.isBrace($0, "{") } ?? false
        if isOpening { depth = min(depth + 1, Limits.nesting * 2) }
        isAtStart = isOpening
        needsBlankLine = isClosing && !isOpening && depth == 0
        blankLines = 0
    }

    private mutating func writeWords(_ line: ArraySlice<Lexeme>) {
        indent(depth)
        var isFirst = true
        for lexeme in line {
            if !isFirst { output.append(0x20) }
            isFirst = false
            switch lexeme {
            case .word(let token): output += source.bytes[token.range]
            case .comment(let range): writeComment(range)
            case .continuation:
                output += [0x5C, 0x0A]
                indent(depth + 1)
                isFirst = true
            case .newline: break
            }
        }
    }

    private mutating func writeComment(_ range: Range<Int>) {
        var bytes = source.bytes[range]
        while let last = bytes.last, last == 0x20 || last == 0x09 || last == 0x0D { bytes.removeLast() }
        output += bytes
    }

    private mutating func indent(_ levels: Int) {
        output.append(contentsOf: repeatElement(0x09, count: levels))
    }

    private static func isBrace(_ lexeme: Lexeme, _ brace: String) -> Bool {
        if case .word(let token) = lexeme { token.form == .bare && token.text == brace } else { false }
    }
}
