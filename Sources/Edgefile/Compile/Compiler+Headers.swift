extension Compiler {
    /// `[+|-|?|>]NAME [VALUE | FIND REPLACEMENT]`.
    func headerEdit(_ words: ArraySlice<Token>, of statement: Statement) -> HeaderEdit? {
        let usage = "\(statement.name == "header_up" ? "header_up" : "header") X-Frame-Options DENY"
        guard let first = words.first else {
            misuse(statement, "a header is missing", usage: usage)
            return nil
        }
        let values = Array(words.dropFirst())
        let prefix = first.text.first.flatMap { "+-?>".contains($0) ? $0 : nil }
        var name = String(prefix == nil ? first.text[...] : first.text.dropFirst())
        if name.hasSuffix(":") { name.removeLast() }
        guard isHeaderName(name, allowsStar: prefix == "-") else {
            reporter.error(first.location, "\"\(first.shown)\" is no header name", help: "for example: \(usage)")
            return nil
        }
        guard let operation = operation(prefix, values, first, statement) else { return nil }
        var edit = HeaderEdit(operation: operation, name: name, location: first.location)
        edit.isDeferred = prefix == ">"
        return edit
    }

    private func operation(
        _ prefix: Character?, _ values: [Token], _ first: Token, _ statement: Statement
    ) -> HeaderOperation? {
        let name = first.shown
        switch (prefix, values.count) {
        case ("-", 0): return .remove
        case ("-", _):
            reporter.error(values[0].location, "a header that is removed takes no value", help: "for example: \(name)")
            return nil
        case ("+", 1): return .add(template(values[0]))
        case ("?", 1): return .setDefault(template(values[0]))
        case (nil, 1), (">", 1): return .set(template(values[0]))
        case (nil, 2), (">", 2): return .replace(find: values[0].text, with: template(values[1]))
        case (_, 0):
            reporter.error(
                first.location, "the header \(name) has no value",
                help: "for example: \(name) \"a value\", or -\(name) to remove it")
            return nil
        default:
            reporter.error(
                values[values.count - 1].location, "the header \(name) has too many values",
                help: "put a value with spaces into quotes")
            return nil
        }
    }

    private func isHeaderName(_ name: String, allowsStar: Bool) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case 0x21, 0x23...0x27, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
                case 0x2A: allowsStar
                default: false
                }
            }
    }

    /// The lines of a block, and whether `defer` is among them.
    func headerBlock(_ statement: Statement) -> (edits: [HeaderEdit], isDeferred: Bool) {
        var edits: [HeaderEdit] = []
        var isDeferred = false
        for line in statement.block ?? [] {
            if line.words.count == 1, line.name == "defer" {
                isDeferred = true
            } else if let edit = headerEdit(line.words[...], of: line) {
                edits.append(edit)
            }
        }
        return (edits, isDeferred)
    }

    /// `header` and `request_header`, after the matcher: one edit in the line, or several in a block.
    func headers(_ statement: Statement, _ words: ArraySlice<Token>) -> [HeaderEdit]? {
        guard statement.block != nil else { return headerEdit(words, of: statement).map { [$0] } }
        if let extra = words.first {
            misuse(
                statement, at: extra.location, "write the headers in the block, or one in the line", usage: "header {")
            return nil
        }
        var (edits, isDeferred) = headerBlock(statement)
        if isDeferred { for index in edits.indices { edits[index].isDeferred = true } }
        return edits
    }
}
