extension Compiler {
    /// Reads the lines of a block by a table of what may stand in it.
    func read<Model>(
        _ block: [Statement]?, _ table: @autoclosure () -> [Field<Model>], of context: Context, into model: inout Model
    ) {
        guard let block, !block.isEmpty else { return }
        let fields = table()
        var earlier: [String: SourceLocation] = [:]
        for statement in block {
            read(statement, fields, of: context, into: &model, earlier: &earlier)
        }
    }

    /// Reads one line; `earlier` remembers what stood before in the same block.
    func read<Model>(
        _ statement: Statement, _ fields: [Field<Model>], of context: Context, into model: inout Model,
        earlier: inout [String: SourceLocation]
    ) {
        guard let field = fields.first(where: { $0.name == statement.name }) else {
            unknown(statement, in: context, known: fields.map(\.name))
            return
        }
        if statement.block != nil, !field.takesBlock {
            misuse(statement, "`\(field.name)` takes no block", usage: field.usage)
            return
        }
        if !field.repeats, let first = earlier[field.name] {
            reporter.error(
                statement.location, "`\(field.name)` stands here twice", notes: [("the first one is here", first)])
            return
        }
        earlier[field.name] = statement.location
        field.apply(statement, self, &model)
    }

    /// Says that a name means nothing here: because Caddy alone has it, because it belongs elsewhere, or not at all.
    func unknown(_ statement: Statement, in context: Context, known: [String]) {
        let name = statement.words.first?.shown ?? "{"
        // Looking for names is work, and nobody will see the result.
        if reporter.isFull { return reporter.error(statement.location, context.noSuch(name)) }
        if let instead = Unsupported.help(for: statement.name, in: context) {
            reporter.error(
                statement.location, "`\(name)` is a Caddy \(context.word) that edge does not have", help: instead)
            return
        }
        if let elsewhere = Unsupported.place(of: statement.name, besides: context) {
            reporter.error(statement.location, "`\(name)` does not belong here", help: elsewhere)
            return
        }
        let nearest = NearestName.find(statement.name, among: known)
        reporter.error(
            statement.location, context.noSuch(name),
            help: nearest.map { "did you mean `\($0)`?" } ?? context.hint(statement, known))
    }
}
