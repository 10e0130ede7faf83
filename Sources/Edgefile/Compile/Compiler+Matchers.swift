extension Compiler {
    static let matcherNames = [
        "path", "path_regexp", "host", "method", "header", "header_regexp", "query", "remote_ip", "client_ip",
        "protocol", "file", "not",
    ]

    /// `@name { … }` or `@name path /api/*`.
    func matcher(_ statement: Statement, name: String) -> RequestMatcher {
        var conditions: [MatcherCondition] = []
        if let first = statement.arguments.first {
            if first.text.hasPrefix("/"), statement.arguments.count == 1, statement.block == nil {
                conditions = [.path([first.text])]
            } else {
                add(single(statement), to: &conditions)
            }
        } else if let block = statement.block {
            for line in block { add(line, to: &conditions) }
        }
        if conditions.isEmpty, statement.arguments.isEmpty, statement.block?.isEmpty ?? true {
            misuse(
                statement, "the matcher @\(SourceExcerpt.printable(name)) has no condition",
                usage: "@\(name) path /api/*")
        }
        var matcher = RequestMatcher(location: statement.location, conditions: conditions)
        matcher.name = name
        return matcher
    }

    /// A statement without its first word: the condition of a matcher in one line.
    private func single(_ statement: Statement) -> Statement {
        let words = Array(statement.arguments)
        return Statement(words: words, block: statement.block, location: words[0].location)
    }

    /// Adds a line's condition; lines of one kind are alternatives where a list of values is.
    private func add(_ line: Statement, to conditions: inout [MatcherCondition]) {
        guard let condition = condition(line) else { return }
        for index in conditions.indices {
            if let merged = MatcherMerge.merge(conditions[index], condition) {
                conditions[index] = merged
                return
            }
        }
        conditions.append(condition)
    }

    private func condition(_ line: Statement) -> MatcherCondition? {
        let words = Array(line.arguments)
        switch line.name {
        case "path", "host", "method", "remote_ip", "client_ip", "query", "protocol": return listCondition(line)
        case "path_regexp", "header_regexp", "header": return fieldCondition(line, words)
        case "file": return fileCondition(line, words)
        case "not": return notCondition(line)
        default:
            unknown(line, in: .matcher, known: Self.matcherNames)
            return nil
        }
    }

    private func listCondition(_ line: Statement) -> MatcherCondition? {
        let examples = [
            "path": "path /api/*", "host": "host chat.example.com", "method": "method GET POST",
            "remote_ip": "remote_ip 10.0.0.0/8", "client_ip": "client_ip private_ranges", "query": "query debug=*",
            "protocol": "protocol https",
        ]
        let usage = examples[line.name] ?? line.name
        guard let words = arguments(line.arguments, 1...Int.max, of: line, usage: usage) else { return nil }
        switch line.name {
        case "path": return paths(words)
        case "host": return .host(words.map { $0.text.lowercased() })
        case "method": return .method(words.map { $0.text.uppercased() })
        case "remote_ip": return .remoteIP(words.compactMap { addressRange($0)?.value })
        case "client_ip": return .clientIP(words.compactMap { addressRange($0)?.value })
        case "query": return queries(words)
        default: return protocolName(words, line)
        }
    }

    private func paths(_ words: [Token]) -> MatcherCondition {
        for word in words where !word.text.hasPrefix("/") && !word.text.hasPrefix("*") {
            reporter.error(
                word.location, "a path begins with / or *", help: "write /\(word.shown)")
        }
        return .path(words.map(\.text))
    }

    private func queries(_ words: [Token]) -> MatcherCondition? {
        var pairs: [QueryCondition] = []
        for word in words {
            guard let equals = word.text.firstIndex(of: "=") else {
                reporter.error(
                    word.location, "\"\(word.shown)\" is no pair of key and value", help: "write \(word.shown)=*")
                return nil
            }
            var pair = QueryCondition(key: String(word.text[..<equals]))
            let value = String(word.text[word.text.index(after: equals)...])
            pair.value = value == "*" ? nil : value
            pairs.append(pair)
        }
        return .query(pairs)
    }

    private func protocolName(_ words: [Token], _ line: Statement) -> MatcherCondition? {
        let known = ["http", "https", "grpc", "http/1.0", "http/1.0+", "http/1.1", "http/1.1+", "http/2", "http/2+"]
        guard words.count == 1, known.contains(words[0].text) else {
            misuse(
                line, at: words[0].location, "`protocol` takes one of \(known.joined(separator: ", "))",
                usage: "protocol https")
            return nil
        }
        return .protocolName(words[0].text)
    }

    private func fieldCondition(_ line: Statement, _ words: [Token]) -> MatcherCondition? {
        switch line.name {
        case "path_regexp":
            let usage = "path_regexp static \\.(css|js)$"
            guard arguments(words[...], 1...2, of: line, usage: usage) != nil else { return nil }
            return .pathRegexp(name: words.count == 2 ? words[0].text : nil, pattern: words[words.count - 1].text)
        case "header_regexp":
            let usage = "header_regexp login Cookie login_([a-f0-9]+)"
            guard arguments(words[...], 2...3, of: line, usage: usage) != nil else { return nil }
            let named = words.count == 3
            return .headerRegexp(
                name: named ? words[0].text : nil, field: words[named ? 1 : 0].text,
                pattern: words[words.count - 1].text)
        default:
            guard arguments(words[...], 1...2, of: line, usage: "header Upgrade websocket") != nil else { return nil }
            if words.count == 1, words[0].text.hasPrefix("!") {
                return .headerAbsent(name: String(words[0].text.dropFirst()))
            }
            return .header(name: words[0].text, values: words.dropFirst().map(\.text))
        }
    }

    private func fileCondition(_ line: Statement, _ words: [Token]) -> MatcherCondition? {
        var file = FileCondition()
        file.candidates = words.map(template)
        let fields: [Field<FileCondition>] = [
            .custom("root", "root /srv") { statement, compiler, file in
                guard let words = compiler.arguments(statement.arguments, 1...1, of: statement, usage: "root /srv")
                else { return }
                file.root = compiler.template(words[0])
            },
            .custom("try_files", "try_files {path} /index.html") { statement, compiler, file in
                file.candidates += statement.arguments.map(compiler.template)
            },
        ]
        read(line.block, fields, of: .settings("file"), into: &file)
        return .file(file)
    }

    private func notCondition(_ line: Statement) -> MatcherCondition? {
        var inner: [MatcherCondition] = []
        if line.arguments.isEmpty {
            for statement in line.block ?? [] { add(statement, to: &inner) }
        } else {
            add(single(line), to: &inner)
        }
        if inner.isEmpty, line.arguments.isEmpty, line.block?.isEmpty ?? true {
            misuse(line, "`not` needs a condition", usage: "not path /api/*")
        }
        return inner.isEmpty ? nil : .not(inner)
    }
}
