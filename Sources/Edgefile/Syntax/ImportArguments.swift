/// What an `import` line passes on: `{args[0]}`, `{args[1:]}`, `{block}` and `{blocks.NAME}` in the imported text.
struct ImportArguments {
    var values: [Token]
    var block: [Statement]?
    let reporter: Reporter

    /// The statements with their places filled.
    func fill(_ statements: [Statement]) -> [Statement] {
        statements.flatMap { statement -> [Statement] in
            if statement.block == nil, statement.words.count == 1, let inserted = inserted(statement.words[0]) {
                return inserted
            }
            var statement = statement
            statement.words = statement.words.flatMap(filled)
            statement.block = statement.block.map(fill)
            return statement.words.isEmpty && statement.block == nil ? [] : [statement]
        }
    }

    /// The block behind `{block}` or `{blocks.NAME}`; `nil` for any other word.
    private func inserted(_ word: Token) -> [Statement]? {
        guard word.form == .bare, word.text.hasPrefix("{block"), word.text.hasSuffix("}") else { return nil }
        if word.text == "{block}" { return block ?? [] }
        guard word.text.hasPrefix("{blocks.") else { return nil }
        let key = word.text.dropFirst(8).dropLast()
        return (block ?? []).first { $0.name == key }?.block ?? []
    }

    private func filled(_ word: Token) -> [Token] {
        guard word.text.contains("{args") else { return [word] }
        if word.form == .bare, let range = variadic(word.text) {
            return values[range].map { value in
                var copy = value
                copy.location = word.location
                return copy
            }
        }
        var copy = word
        copy.text = replaced(word)
        return [copy]
    }

    /// The range behind `{args[1:]}` and the like, when the word is nothing else.
    private func variadic(_ text: String) -> Range<Int>? {
        guard text.hasPrefix("{args["), text.hasSuffix("]}") else { return nil }
        let inner = text.dropFirst(6).dropLast(2)
        let bounds = inner.split(separator: ":", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        guard let lower = bounds[0].isEmpty ? 0 : Int(bounds[0]) else { return nil }
        guard let upper = bounds[1].isEmpty ? values.count : Int(bounds[1]) else { return nil }
        let end = min(max(upper, 0), values.count)
        return min(max(lower, 0), end)..<end
    }

    private func replaced(_ word: Token) -> String {
        var result = ""
        var rest = word.text[...]
        while let start = rest.firstRange(of: "{args")?.lowerBound, let end = rest[start...].firstIndex(of: "}") {
            result += rest[..<start]
            let place = rest[start...end]
            result += value(of: place, word) ?? String(place)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func value(of place: Substring, _ word: Token) -> String? {
        let inner = place.dropFirst(5).dropLast()
        let digits = inner.hasPrefix(".") ? inner.dropFirst() : inner.dropFirst().dropLast()
        guard inner.hasPrefix(".") || (inner.hasPrefix("[") && inner.hasSuffix("]")), let index = Int(digits)
        else { return nil }
        guard values.indices.contains(index) else {
            reporter.error(
                word.location, "\(place) has no value: this import passes \(values.count) arguments",
                help: "give the import line one more word")
            return ""
        }
        return values[index].text
    }
}
