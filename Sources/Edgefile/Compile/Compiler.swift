/// Turns statements into the model and says what cannot be.
///
/// Its parts are in files named for what they read; this one holds the readers of single words.
final class Compiler {
    let reporter: Reporter

    /// The directives by all their names.
    let kinds: [String: DirectiveKind]
    /// Tables that every site asks for, made once.
    private(set) lazy var siteFields = SiteFields.all
    private(set) lazy var arrowFields = ReverseProxyFields.all.filter { $0.name != "to" }

    init(reporter: Reporter) {
        self.reporter = reporter
        var kinds: [String: DirectiveKind] = [:]
        for kind in DirectiveTable.kinds {
            for name in kind.names { kinds[name] = kind }
        }
        self.kinds = kinds
    }

    /// Reports that a line is not what its name asks for.
    func misuse(_ statement: Statement, at location: SourceLocation? = nil, _ problem: String, usage: String) {
        reporter.error(location ?? statement.location, problem, help: "for example: \(usage)")
    }

    /// The arguments, if there are as many as allowed; otherwise an error.
    func arguments(
        _ tokens: ArraySlice<Token>, _ counts: ClosedRange<Int>, of statement: Statement, usage: String
    ) -> [Token]? {
        if counts.contains(tokens.count) { return Array(tokens) }
        let name = SourceExcerpt.printable(statement.name)
        if tokens.count < counts.lowerBound {
            let what = counts.lowerBound == 1 ? "an argument" : "\(counts.lowerBound) arguments"
            misuse(statement, "`\(name)` needs \(what)", usage: usage)
        } else {
            let extra = tokens[tokens.startIndex + counts.upperBound]
            let most =
                switch counts.upperBound {
                case 0: "no argument"
                case 1: "one argument"
                default: "at most \(counts.upperBound) arguments"
                }
            misuse(statement, at: extra.location, "`\(name)` takes \(most)", usage: usage)
        }
        return nil
    }

    func text(_ token: Token) -> Located<String> { Located(token.text, at: token.location) }

    func template(_ token: Token) -> Template { TemplateReader.read(token, reporter: reporter) }

    func duration(_ token: Token) -> Located<Duration>? {
        if let value = DurationText.parse(token.text) { return Located(value, at: token.location) }
        reporter.error(
            token.location, "\"\(token.shown)\" is no duration",
            help: "write a number with a unit: 250ms, 30s, 5m, 1h30m")
        return nil
    }

    func size(_ token: Token) -> Located<Int>? {
        if let value = SizeText.parse(token.text) { return Located(value, at: token.location) }
        reporter.error(
            token.location, "\"\(token.shown)\" is no size",
            help: "write a number with a unit: 64KiB, 110MB (decimal), 110MiB (binary)")
        return nil
    }

    func integer(_ token: Token, _ range: ClosedRange<Int>) -> Located<Int>? {
        if let value = Int(token.text), range.contains(value) { return Located(value, at: token.location) }
        let bound =
            range.upperBound == .max
            ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        reporter.error(token.location, "\"\(token.shown)\" is no whole number \(bound)")
        return nil
    }

    func status(_ token: Token) -> Located<Int>? {
        if let value = Int(token.text), token.text.count == 3, (100...599).contains(value) {
            return Located(value, at: token.location)
        }
        reporter.error(token.location, "\"\(token.shown)\" is no status code", help: "write a number from 100 to 599")
        return nil
    }

    func statusPattern(_ token: Token) -> Located<StatusPattern>? {
        if let value = StatusPattern(token.text) { return Located(value, at: token.location) }
        reporter.error(
            token.location, "\"\(token.shown)\" is no status code", help: "write a number like 404, or a class like 5xx"
        )
        return nil
    }

    /// A client range; `all` only where it makes sense.
    func addressRange(_ token: Token, allowsAll: Bool = false) -> Located<AddressRange>? {
        if let value = AddressRange(token.text), allowsAll || value != .all {
            return Located(value, at: token.location)
        }
        let words = ["private_ranges", "cloudflare"] + (allowsAll ? ["all"] : [])
        let nearest = NearestName.find(token.text, among: words)
        reporter.error(
            token.location, "\"\(token.shown)\" is no address range",
            help: nearest.map { "did you mean \($0)?" }
                ?? "write 10.0.0.0/8, 2001:db8::/32, \(words.joined(separator: ", "))")
        return nil
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ token: Token) -> Located<Choice>?
    where Choice.RawValue == String {
        if let value = Choice.allCases.first(where: { $0.rawValue.lowercased() == token.text.lowercased() }) {
            return Located(value, at: token.location)
        }
        let names = Choice.allCases.map(\.rawValue)
        reporter.error(
            token.location, "\"\(token.shown)\" is not one of the words allowed here",
            help: "write \(names.joined(separator: " or "))")
        return nil
    }

    func path(_ token: Token) -> Located<String>? {
        guard token.text.isEmpty else { return text(token) }
        reporter.error(token.location, "a file name cannot be empty")
        return nil
    }
}
