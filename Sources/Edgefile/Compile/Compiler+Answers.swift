extension Compiler {
    /// `"text" 200`, `200`, or `"text"`.
    func statusAndText(
        _ words: [Token], of statement: Statement
    ) -> (status: Located<Int>?, text: Template?)? {
        guard let first = words.first else { return (nil, nil) }
        if words.count == 1 {
            let isStatus =
                first.form == .bare && first.text.count == 3 && first.text.allSatisfy { "0123456789".contains($0) }
            guard isStatus else { return (nil, template(first)) }
            return status(first).map { ($0, nil) }
        }
        return status(words[1]).map { ($0, template(first)) }
    }

    func errorResponse(_ line: DirectiveLine) -> ErrorResponse? {
        guard let answer = statusAndText(line.words, of: line.statement) else { return nil }
        var response = ErrorResponse()
        response.status = answer.status
        response.message = answer.text
        return response
    }

    func respond(_ line: DirectiveLine) -> DirectiveAction? {
        guard let answer = statusAndText(line.words, of: line.statement) else { return nil }
        var respond = Respond()
        respond.status = answer.status
        respond.body = answer.text
        let fields: [Field<Respond>] = [
            .custom("body", "body \"Hello\"") { statement, compiler, respond in
                guard let words = compiler.arguments(statement.arguments, 1...1, of: statement, usage: "body \"Hello\"")
                else { return }
                respond.body = compiler.template(words[0])
            },
            .custom("close", "close") { _, _, respond in respond.closes = true },
        ]
        read(line.statement.block, fields, of: .settings("respond"), into: &respond)
        return .respond(respond)
    }

    func redirect(_ line: DirectiveLine) -> DirectiveAction? {
        var redirect = Redirect(target: template(line.words[0]))
        guard line.words.count == 2 else { return .redirect(redirect) }
        let code = line.words[1]
        switch code.text {
        case "permanent": redirect.status = Located(301, at: code.location)
        case "temporary": redirect.status = Located(302, at: code.location)
        case "html": redirect.isHTML = true
        default:
            guard let value = Int(code.text), (300...399).contains(value) || value == 401 else {
                reporter.error(
                    code.location, "\"\(code.shown)\" is no way to redirect",
                    help: "write permanent, temporary, html, or a number from 300 to 399")
                return nil
            }
            redirect.status = Located(value, at: code.location)
        }
        return .redirect(redirect)
    }

    func uri(_ line: DirectiveLine) -> URIOperation? {
        let words = line.words
        let usage = "uri strip_prefix /api"
        switch (words[0].text, words.count) {
        case ("strip_prefix", 2): return .stripPrefix(words[1].text)
        case ("strip_suffix", 2): return .stripSuffix(words[1].text)
        case ("replace", 3): return .replace(find: words[1].text, with: template(words[2]), limit: nil)
        case ("replace", 4):
            return integer(words[3], 1...1_000).map {
                .replace(find: words[1].text, with: template(words[2]), limit: $0.value)
            }
        case ("path_regexp", 3): return .pathRegexp(find: words[1].text, with: template(words[2]))
        default:
            let known = ["strip_prefix", "strip_suffix", "replace", "path_regexp"]
            let isKnown = known.contains(words[0].text)
            let nearest = NearestName.find(words[0].text, among: known).map { "did you mean \($0)?" }
            reporter.error(
                words[0].location,
                isKnown
                    ? "`uri \(words[0].text)` has the wrong number of arguments" : "`uri` cannot \"\(words[0].shown)\"",
                help: isKnown ? "for example: \(usage)" : nearest ?? "write one of \(known.joined(separator: ", "))")
            return nil
        }
    }

    func requestBody(_ statement: Statement) -> RequestBody {
        var body = RequestBody()
        let fields: [Field<RequestBody>] = [
            .size("max_size", "110MiB", \.maxSize),
            .duration("read_timeout", "60s", \.readTimeout),
            .duration("write_timeout", "60s", \.writeTimeout),
        ]
        if statement.block == nil { misuse(statement, "`request_body` needs a block", usage: "max_body 110MiB") }
        read(statement.block, fields, of: .settings("request_body"), into: &body)
        return body
    }
}
