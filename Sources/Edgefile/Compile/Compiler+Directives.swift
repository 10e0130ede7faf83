extension Compiler {
    /// The directives of a block, in the order in which they apply.
    func directives(_ block: [Statement], scope outer: Scope, ordered: Bool = true) -> [Directive] {
        var scope = outer
        var definitions: [String: SourceLocation] = [:]
        for statement in block where isMatcherDefinition(statement) {
            define(statement, in: &scope, earlier: &definitions)
        }
        let all = block.filter { !isMatcherDefinition($0) }.compactMap { directive($0, scope: scope) }
        return ordered ? DirectiveOrder.sorted(all) : all
    }

    func isMatcherDefinition(_ statement: Statement) -> Bool {
        statement.words.first.map { $0.form == .bare && $0.text.hasPrefix("@") } ?? false
    }

    private func define(
        _ statement: Statement, in scope: inout Scope, earlier: inout [String: SourceLocation]
    ) {
        let name = String(statement.name.dropFirst())
        guard !name.isEmpty else {
            misuse(statement, "a matcher needs a name behind the @", usage: "@api path /api/*")
            return
        }
        if let first = earlier[name] {
            let shown = SourceExcerpt.printable(name)
            reporter.error(
                statement.location, "there are two matchers named @\(shown)", notes: [("the first one is here", first)])
            return
        }
        earlier[name] = statement.location
        scope.matchers[name] = matcher(statement, name: name)
    }

    private func directive(_ statement: Statement, scope: Scope) -> Directive? {
        guard !statement.words.isEmpty else {
            reporter.error(statement.location, "a block needs a directive in front of it")
            return nil
        }
        guard let kind = kinds[statement.name] else {
            let known = DirectiveTable.kinds.flatMap(\.names) + (scope.isNested ? [] : SiteFields.all.map(\.name))
            unknown(statement, in: scope.isNested ? .nested : .site, known: known)
            return nil
        }
        if statement.block != nil, !kind.takesBlock {
            misuse(statement, "`\(statement.name)` takes no block", usage: kind.usage)
            return nil
        }
        guard let (matcher, words) = split(statement, kind, scope),
            let exact = arguments(words, kind.counts, of: statement, usage: kind.usage),
            let action = kind.read(
                DirectiveLine(statement: statement, words: exact, matcher: matcher, scope: scope, compiler: self))
        else { return nil }
        let name = kind.name == "max_body" ? "request_body" : kind.name
        var directive = Directive(name: name, location: statement.location, action: action)
        directive.matcher = matcher
        return directive
    }

    /// The matcher at the beginning of the arguments, and what follows it; `nil` after an error.
    private func split(
        _ statement: Statement, _ kind: DirectiveKind, _ scope: Scope
    ) -> (RequestMatcher?, ArraySlice<Token>)? {
        let words = statement.arguments
        guard kind.takesMatcher, let first = words.first else { return (nil, words) }
        if first.form == .bare, first.text == "*" { return (nil, words.dropFirst()) }
        if first.text.hasPrefix("/") {
            if kind.prefersValue, words.count == 1 { return (nil, words) }
            let condition = MatcherCondition.path([first.text])
            return (RequestMatcher(location: first.location, conditions: [condition]), words.dropFirst())
        }
        guard first.form == .bare, first.text.hasPrefix("@") else { return (nil, words) }
        let name = String(first.text.dropFirst())
        if let matcher = scope.matchers[name] { return (matcher, words.dropFirst()) }
        let nearest = NearestName.find(name, among: scope.matchers.keys.sorted())
        reporter.error(
            first.location, "there is no matcher \(first.shown)",
            help: nearest.map { "did you mean @\($0)?" }
                ?? "define it in this site, for example: \(first.shown) path /api/*")
        return nil
    }

    func nested(_ line: DirectiveLine, ordered: Bool = true) -> [Directive]? {
        guard let block = line.statement.block else {
            misuse(line.statement, "`\(line.statement.name)` needs a block", usage: "\(line.statement.name) {")
            return nil
        }
        var scope = line.scope
        scope.isNested = true
        return directives(block, scope: scope, ordered: ordered)
    }

    func handlePath(_ line: DirectiveLine) -> DirectiveAction? {
        guard line.matcher?.name == nil, let path = line.matcher?.singlePath else {
            misuse(line.statement, "`handle_path` needs a path", usage: "handle_path /api/* {")
            return nil
        }
        let prefix = path.hasSuffix("/*") ? path.dropLast(2) : path.hasSuffix("*") ? path.dropLast() : path[...]
        return nested(line).map { .handlePath($0, prefix: String(prefix)) }
    }
}
