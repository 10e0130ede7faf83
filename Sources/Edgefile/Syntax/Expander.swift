/// Takes snippets out of a file's statements and puts them, and other files, in for `import`.
struct Expander {
    let inputs: EdgefileInputs
    let reporter: Reporter
    var snippets: [String: Statement] = [:]
    private var statements = 0
    /// Names of the files and snippets that are being put in.
    var path: [String] = []

    init(inputs: EdgefileInputs, reporter: Reporter) {
        self.inputs = inputs
        self.reporter = reporter
    }

    /// The statements of a file with everything in its place.
    mutating func expand(_ source: SourceFile) -> [Statement] {
        path.append(source.name)
        defer { path.removeLast() }
        return expand(parsed(source), at: .top)
    }

    /// Where statements stand; snippets are defined only outside of blocks.
    enum Level {
        case top, nested
    }

    func parsed(_ source: SourceFile) -> [Statement] {
        reporter.sources.insert(source)
        let lexemes = Lexer.lexemes(of: source, environment: inputs.environment, reporter: reporter)
        return StatementParser.statements(of: lexemes, reporter: reporter)
    }

    mutating func expand(_ all: [Statement], at level: Level) -> [Statement] {
        var result: [Statement] = []
        // A snippet may be used above the place where it is written.
        let all = level == .top ? all.filter { !define($0) } : all
        for statement in all {
            guard countsOne(statement.location) else { return result }
            if statement.words.first?.form == .bare, statement.name == "import" {
                result += imported(statement, at: level)
                continue
            }
            var statement = statement
            if let block = statement.block {
                let expanded = expand(block, at: .nested)
                statement.block = level == .top ? expanded + presetLines(for: expanded, of: statement) : expanded
            }
            result.append(statement)
        }
        return result
    }

    /// False once there are more statements than any configuration needs: imports can multiply.
    private mutating func countsOne(_ location: SourceLocation) -> Bool {
        statements += 1
        if statements == Limits.statements {
            reporter.error(location, "the configuration has more than \(Limits.statements) lines after imports")
        }
        return statements < Limits.statements
    }

    /// Keeps `(name) { … }` as a snippet; false for any other statement.
    private mutating func define(_ statement: Statement) -> Bool {
        guard statement.words.count == 1, statement.words[0].form == .bare else { return false }
        let word = statement.name
        if word.hasPrefix("&(") {
            reporter.error(
                statement.location,
                "named routes (\(statement.words[0].shown)) are a Caddy feature that edge does not have",
                help: "write a snippet, (name) { … }, and import it")
            return true
        }
        guard word.hasPrefix("("), word.hasSuffix(")") else { return false }
        let name = String(word.dropFirst().dropLast())
        guard !name.isEmpty, statement.block != nil else {
            reporter.error(
                statement.location, "a snippet needs a name and a block", help: "for example: (common) {")
            return true
        }
        if let earlier = snippets[name] {
            reporter.error(
                statement.location, "there are two snippets named \(SourceExcerpt.printable(name))",
                notes: [("the first one is here", earlier.location)])
        } else {
            snippets[name] = statement
        }
        return true
    }
}
