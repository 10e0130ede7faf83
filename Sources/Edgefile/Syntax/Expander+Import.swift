extension Expander {
    /// What an `import` line stands for.
    mutating func imported(_ statement: Statement, at level: Level) -> [Statement] {
        guard let name = statement.arguments.first else {
            reporter.error(
                statement.location, "import needs the name of a snippet or a file",
                help: "for example: import sites/*.edgefile")
            return []
        }
        if path.count > Limits.importDepth {
            reporter.error(statement.location, "imports are nested more than \(Limits.importDepth) deep")
            return []
        }
        let block = statement.block.map { expand($0, at: .nested) }
        let filler = ImportArguments(
            values: statement.arguments.dropFirst().map { $0 }, block: block, reporter: reporter)
        if let snippet = snippets[name.text] {
            return snippetBody(snippet, name, filler, level)
        }
        return files(name).flatMap { fileBody($0, name, filler, level) }
    }

    private mutating func snippetBody(
        _ snippet: Statement, _ name: Token, _ filler: ImportArguments, _ level: Level
    ) -> [Statement] {
        let key = "(\(name.text))"
        guard enter(key, name) else { return [] }
        defer { path.removeLast() }
        return expand(filler.fill(snippet.block ?? []), at: level)
    }

    private mutating func fileBody(
        _ file: String, _ name: Token, _ filler: ImportArguments, _ level: Level
    ) -> [Statement] {
        guard enter(file, name) else { return [] }
        defer { path.removeLast() }
        switch inputs.read(file) {
        case .contents(let bytes):
            return expand(filler.fill(parsed(SourceFile(name: file, bytes: bytes))), at: level)
        case .missing:
            let known = snippets.keys.sorted()
            let nearest = NearestName.find(name.text, among: known).map { "did you mean the snippet \($0)?" }
            reporter.error(name.location, "there is no snippet and no file named \(name.shown)", help: nearest)
        case .unreadable(let reason):
            reporter.error(name.location, "\(SourceExcerpt.printable(file)) cannot be read: \(reason)")
        }
        return []
    }

    /// Notes that a file or snippet is being put in; refuses one that contains itself.
    private mutating func enter(_ key: String, _ name: Token) -> Bool {
        guard !path.contains(key) else {
            reporter.error(name.location, "\(name.shown) imports itself", help: "take one of the imports away")
            return false
        }
        path.append(key)
        return true
    }

    private func files(_ name: Token) -> [String] {
        let folder = path.last { !$0.hasPrefix("(") } ?? ""
        let joined = Self.join(name.text, to: folder)
        guard name.text.contains(where: { "*?[".contains($0) }) else { return [joined] }
        let found = inputs.expand(joined)
        if found.isEmpty { reporter.warning(name.location, "no file fits \(name.shown)") }
        return found
    }

    /// A path as seen from the folder of the file that names it.
    static func join(_ name: String, to file: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return String(file[...slash]) + name
    }
}
