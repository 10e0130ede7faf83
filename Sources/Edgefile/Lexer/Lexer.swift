/// Cuts a file into words as the Caddyfile does: quotes, backquotes, heredocs, `\"`, comments at the start of a word,
/// lines continued with a backslash, `{$NAME}` and `{$NAME:default}` from the environment.
struct Lexer {
    var cursor: Cursor
    let reporter: Reporter
    /// `nil` leaves `{$NAME}` as it stands, for the formatter.
    let environment: ((String) -> String?)?
    private var lexemes: [Lexeme] = []
    private var words = 0
    /// Up to here no `}` ends a `{$`; keeps the search for one linear.
    var noBraceBefore = 0
    /// Up to here no backslash ends a line; keeps the search for one linear.
    private var noLineEndBefore = 0
    /// Heredocs found open to the end of the file; keeps the search for their ends linear.
    var unclosedHeredocs = 0

    init(_ source: SourceFile, environment: ((String) -> String?)?, reporter: Reporter) {
        cursor = Cursor(source)
        self.environment = environment
        self.reporter = reporter
    }

    /// All lexemes of a file; what is wrong with it is reported, and the rest is still cut.
    static func lexemes(
        of source: SourceFile, environment: ((String) -> String?)?, reporter: Reporter
    ) -> [Lexeme] {
        for place in source.invalidPlaces {
            reporter.error(place, "these bytes are not UTF-8", help: "save the file as UTF-8")
        }
        guard source.bytes.count <= Limits.fileBytes else {
            let start = SourceLocation(file: source.name, line: 1, column: 1)
            reporter.error(start, "the file is larger than \(Limits.fileBytes >> 20) MiB")
            return []
        }
        var lexer = Lexer(source, environment: environment, reporter: reporter)
        return lexer.run()
    }

    private mutating func run() -> [Lexeme] {
        while let byte = next() {
            if byte == 0x0A {
                cursor.advance()
                lexemes.append(.newline)
            } else if skipsSpace(byte) {
                continue
            } else if byte == 0x23 {
                comment()
            } else if byte == 0x5C, endsLine() {
                continuation()
            } else if words == Limits.tokens {
                reporter.error(cursor.location, "the file has more than \(Limits.tokens) words")
                break
            } else {
                words += 1
                lexemes.append(.word(word(startingWith: byte)))
            }
        }
        return lexemes
    }

    /// The next byte, after the environment has been put in for `{$NAME}`.
    mutating func next() -> UInt8? {
        while !cursor.isInjecting, cursor.peek() == 0x7B, cursor.peek(ahead: 1) == 0x24 {
            guard substitute() else { break }
        }
        return cursor.peek()
    }

    private mutating func skipsSpace(_ byte: UInt8) -> Bool {
        if byte == 0x20 || byte == 0x09 || byte == 0x0D {
            cursor.advance()
            return true
        }
        if let count = invisibleBytes(byte) {
            cursor.advance(by: count)
            return true
        }
        return skipsControl(byte)
    }

    /// The length of a no-break space or a byte order mark, which come with pasted text and count as spaces.
    private func invisibleBytes(_ byte: UInt8) -> Int? {
        guard !cursor.isInjecting else { return nil }
        if byte == 0xC2, cursor.peek(ahead: 1) == 0xA0 { return 2 }
        if byte == 0xEF, cursor.peek(ahead: 1) == 0xBB, cursor.peek(ahead: 2) == 0xBF { return 3 }
        return nil
    }

    /// Reports and skips a byte that has no business in a text file.
    mutating func skipsControl(_ byte: UInt8) -> Bool {
        guard byte < 0x20 || byte == 0x7F, byte != 0x09, byte != 0x0A, byte != 0x0D else { return false }
        let name = byte == 0 ? "a NUL byte" : "a control character"
        reporter.error(cursor.location, "\(name) cannot stand in a configuration")
        cursor.advance()
        return true
    }

    private mutating func comment() {
        let start = cursor.position
        while let byte = cursor.peek(), byte != 0x0A { cursor.advance() }
        lexemes.append(.comment(start..<max(start, cursor.position)))
    }

    /// Whether nothing but spaces and more backslashes follows the one that stands here, up to the end of the line.
    private mutating func endsLine() -> Bool {
        guard !cursor.isInjecting, cursor.position >= noLineEndBefore else { return false }
        var offset = 1
        while let byte = cursor.peek(ahead: offset), byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x5C {
            offset += 1
        }
        if cursor.peek(ahead: offset) ?? 0x0A == 0x0A { return true }
        noLineEndBefore = cursor.position + offset
        return false
    }

    private mutating func continuation() {
        while let byte = cursor.peek(), byte != 0x0A { cursor.advance() }
        cursor.advance()
        lexemes.append(.continuation)
    }

    private mutating func word(startingWith byte: UInt8) -> Token {
        switch byte {
        case 0x22: return quoted()
        case 0x60: return backquoted()
        case 0x3C where !cursor.isInjecting && cursor.peek(ahead: 1) == 0x3C: return heredoc()
        default: return bare()
        }
    }

    private mutating func bare() -> Token {
        let location = cursor.location
        let start = cursor.position
        var text: [UInt8] = []
        if next() == 0x5C, !cursor.isInjecting, cursor.peek(ahead: 1) == 0x3C { cursor.advance() }
        while let byte = next() {
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { break }
            if byte == 0x5C, endsLine() { break }
            if invisibleBytes(byte) != nil { break }
            if skipsControl(byte) { continue }
            text.append(byte)
            cursor.advance()
        }
        return token(text, .bare, location, start)
    }

    func token(_ text: [UInt8], _ form: Token.Form, _ location: SourceLocation, _ start: Int) -> Token {
        Token(
            text: String(decoding: text, as: UTF8.self), form: form, location: location,
            range: start..<max(start, cursor.position))
    }
}
