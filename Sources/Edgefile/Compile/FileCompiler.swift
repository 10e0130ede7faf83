/// Finds the global block and the sites among a file's statements.
struct FileCompiler {
    let compiler: Compiler
    private var reporter: Reporter { compiler.reporter }

    init(_ compiler: Compiler) { self.compiler = compiler }

    func configuration(_ statements: [Statement]) -> EdgefileConfiguration {
        var configuration = EdgefileConfiguration()
        var sites = statements[...]
        if let first = sites.first, first.words.isEmpty {
            compiler.read(first.block, GlobalFields.all, of: .global, into: &configuration.options)
            sites = sites.dropFirst()
        }
        configuration.sites = self.sites(Array(sites), global: statements.first)
        checkAddresses(configuration)
        return configuration
    }

    private func sites(_ statements: [Statement], global: Statement?) -> [SiteDefinition] {
        let merged = joined(statements)
        if let first = merged.first, isBare(first), isSingleSite(merged) {
            let header = SiteHeader(first.words, location: first.location, reporter: reporter)
            if merged.count == 1 { nothingToServe(first) }
            return [SiteCompiler(compiler).site(header, block: Array(merged.dropFirst()))]
        }
        return merged.compactMap { statement in
            if statement.words.isEmpty {
                let notes =
                    (global?.words.isEmpty ?? false)
                    ? [("the first one is here", global?.location ?? statement.location)] : []
                reporter.error(
                    statement.location, "the block without a name must be the first of the file, and the only one",
                    help: "put all global options into one block at the top", notes: notes)
                return nil
            }
            if isBare(statement) {
                stray(statement)
                return nil
            }
            let header = SiteHeader(statement.words, location: statement.location, reporter: reporter)
            return SiteCompiler(compiler).site(header, block: statement.block)
        }
    }

    /// Lines that end in a comma go on in the next one.
    private func joined(_ statements: [Statement]) -> [Statement] {
        var result: [Statement] = []
        for statement in statements {
            if var last = result.last, last.block == nil, last.words.last?.text.hasSuffix(",") == true,
                !statement.words.isEmpty
            {
                last.words += statement.words
                last.block = statement.block
                result[result.count - 1] = last
            } else {
                result.append(statement)
            }
        }
        return result
    }

    /// Neither a block nor an arrow.
    private func isBare(_ statement: Statement) -> Bool {
        statement.block == nil && !statement.words.isEmpty && !statement.words.contains { Self.isArrow($0) }
    }

    /// An arrow, or what was meant for one.
    private static func isArrow(_ word: Token) -> Bool {
        word.text.contains("->") || word.text == "→" || word.text == "=>"
    }

    /// Whether the lines after a bare address are directives rather than further sites.
    private func isSingleSite(_ statements: [Statement]) -> Bool {
        let known = Set(DirectiveTable.kinds.flatMap(\.names) + SiteFields.all.map(\.name) + ["handle_errors"])
        guard !known.contains(statements[0].name) else { return false }
        guard statements.count > 1 else { return true }
        return known.contains(statements[1].name) || compiler.isMatcherDefinition(statements[1])
    }

    private func stray(_ statement: Statement) {
        let isDirective = compiler.kinds[statement.name] != nil || SiteFields.all.contains { $0.name == statement.name }
        if isDirective {
            let name = SourceExcerpt.printable(statement.name)
            reporter.error(
                statement.location, "the directive `\(name)` stands outside of a site",
                help: "put it into the block of a site: chat.example.com {")
        } else if GlobalFields.all.contains(where: { $0.name == statement.name }) {
            let name = SourceExcerpt.printable(statement.name)
            reporter.error(
                statement.location, "the global option `\(name)` stands outside of the global block",
                help: "put it between { and } at the top of the file")
        } else {
            nothingToServe(statement)
        }
    }

    private func nothingToServe(_ statement: Statement) {
        let name = statement.words[0].shown
        reporter.error(
            statement.location, "the site \(name) has neither an upstream nor a block",
            help: "write \(name) -> localhost:8080")
    }

    /// Two sites for one address, whichever way it was written.
    private func checkAddresses(_ configuration: EdgefileConfiguration) {
        let httpPort = configuration.options.httpPort?.value ?? 80
        let httpsPort = configuration.options.httpsPort?.value ?? 443
        var earlier: [AddressKey: SourceLocation] = [:]
        for site in configuration.sites {
            for address in site.addresses {
                let port = address.effectivePort(httpPort: httpPort, httpsPort: httpsPort)
                let key = AddressKey(host: address.host, port: port, bind: site.bind.map(\.value).sorted())
                if let first = earlier[key] {
                    let shown = SourceExcerpt.printable(address.text)
                    reporter.error(
                        address.location, "there are two sites for \(shown)", help: "put both into one block",
                        notes: [("the first one is here", first)])
                } else {
                    earlier[key] = address.location
                }
            }
        }
    }

    private struct AddressKey: Hashable {
        var host: SiteAddress.Host
        var port: Int
        var bind: [String]
    }
}
