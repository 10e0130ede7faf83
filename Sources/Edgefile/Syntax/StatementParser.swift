/// Puts words together to lines and blocks. Recovers at every line, so that each fault is reported once.
struct StatementParser {
    private let lexemes: [Lexeme]
    private let reporter: Reporter
    private var index = 0

    private init(_ lexemes: [Lexeme], reporter: Reporter) {
        self.lexemes = lexemes
        self.reporter = reporter
    }

    /// The statements of a whole file.
    static func statements(of lexemes: [Lexeme], reporter: Reporter) -> [Statement] {
        var parser = StatementParser(lexemes, reporter: reporter)
        var all: [Statement] = []
        while parser.index < parser.lexemes.count {
            all += parser.block(openedAt: nil, depth: 0)
        }
        return all
    }

    /// Statements up to the closing brace of the block, or to the end of the file.
    private mutating func block(openedAt opening: SourceLocation?, depth: Int) -> [Statement] {
        var statements: [Statement] = []
        while let words = nextLine() {
            guard let first = words.first else { continue }
            if first.isClosingBrace {
                if words.count > 1 { junk(after: first, words[1]) }
                guard opening != nil else {
                    reporter.error(
                        first.location, "this '}' closes nothing", help: "take it away, or look for a missing '{'")
                    continue
                }
                return statements
            }
            let (statement, closes) = statement(words, depth: depth, isInside: opening != nil)
            statements.append(statement)
            if closes { return statements }
        }
        if let opening {
            reporter.error(opening, "this block is never closed", help: "add a line with '}' where it ends")
        }
        return statements
    }

    private mutating func statement(
        _ words: [Token], depth: Int, isInside: Bool
    ) -> (Statement, closesParent: Bool) {
        var words = words
        var statement = Statement(words: words, block: nil, location: words[0].location)
        if let last = words.last, last.isOpeningBrace {
            words.removeLast()
            statement.block = nested(openedAt: last.location, depth: depth + 1)
        }
        var closes = false
        if isInside, let last = words.last, last.isClosingBrace, words.count > 1 {
            words.removeLast()
            closes = true
            reporter.error(last.location, "'}' must stand on a line of its own")
        }
        statement.words = checkedBraces(words)
        // A block was meant; that it is missing need not be said as well.
        if statement.words.count < words.count, statement.block == nil { statement.block = [] }
        return (statement, closes)
    }

    private mutating func nested(openedAt opening: SourceLocation, depth: Int) -> [Statement] {
        if depth > Limits.nesting {
            reporter.error(opening, "blocks are nested more than \(Limits.nesting) deep")
            skipBlock()
            return []
        }
        return block(openedAt: opening, depth: depth)
    }

    private mutating func skipBlock() {
        var depth = 1
        while depth > 0, let words = nextLine() {
            if words.first?.isClosingBrace == true { depth -= 1 }
            if words.last?.isOpeningBrace == true { depth += 1 }
        }
    }

    /// Braces that a line may not have in its middle, with words that say what to do.
    private func checkedBraces(_ words: [Token]) -> [Token] {
        words.filter { word in
            guard word.form == .bare else { return true }
            switch word.text {
            case "{":
                reporter.error(
                    word.location, "'{' must be the last word of its line",
                    help: "begin a new line after it, or write \"{\" for the character itself")
                return false
            case "}":
                reporter.error(word.location, "'}' must stand on a line of its own")
                return false
            case "{}":
                reporter.error(
                    word.location, "'{}' is no block", help: "leave it away, or write \"{}\" for the text itself")
                return false
            default: return true
            }
        }
    }

    private func junk(after brace: Token, _ word: Token) {
        reporter.error(word.location, "nothing may follow '}' on its line", help: "begin a new line")
    }

    /// The words up to the end of the line; empty for a blank one, `nil` at the end of the file.
    private mutating func nextLine() -> [Token]? {
        guard index < lexemes.count else { return nil }
        var words: [Token] = []
        while index < lexemes.count {
            let lexeme = lexemes[index]
            index += 1
            switch lexeme {
            case .word(let token): words.append(token)
            case .newline: return words
            case .continuation, .comment: break
            }
        }
        return words
    }
}
