/// Makes sites out of the top-level statements of a file.
struct SiteCompiler {
    let compiler: Compiler
    private var reporter: Reporter { compiler.reporter }

    init(_ compiler: Compiler) { self.compiler = compiler }

    /// A site's line with the block that belongs to it.
    func site(_ header: SiteHeader, block: [Statement]?) -> SiteDefinition {
        let reader = AddressReader(reporter: reporter)
        let addresses = header.addresses.compactMap { reader.site($0.value, at: $0.location) }
        var site = SiteDefinition(addresses: addresses, location: header.location)
        site.upstreams = header.upstreams.compactMap { reader.upstream($0) }
        var proxy = ReverseProxy()
        proxy.upstreams = site.upstreams
        let rest = settings(block ?? [], header, site: &site, proxy: &proxy)
        let plain = rest.filter { !takeBody($0, &site) }
        site.directives = directives(plain, header, proxy)
        return site
    }

    /// Reads what holds for the whole site, and gives back the rest.
    private func settings(
        _ block: [Statement], _ header: SiteHeader, site: inout SiteDefinition, proxy: inout ReverseProxy
    ) -> [Statement] {
        let siteFields = compiler.siteFields
        let proxyFields = header.arrow == nil ? [] : compiler.arrowFields
        var earlier: [String: SourceLocation] = [:]
        var rest: [Statement] = []
        for statement in block {
            if siteFields.contains(where: { $0.name == statement.name }) {
                compiler.read(statement, siteFields, of: .site, into: &site, earlier: &earlier)
            } else if proxyFields.contains(where: { $0.name == statement.name }) {
                compiler.read(statement, proxyFields, of: .site, into: &proxy, earlier: &earlier)
            } else if statement.name == "handle_errors" {
                continue
            } else {
                rest.append(statement)
            }
        }
        let matchers = block.filter(compiler.isMatcherDefinition)
        for statement in block where statement.name == "handle_errors" {
            errorRoute(statement, matchers: matchers).map { site.errorRoutes.append($0) }
        }
        return rest
    }

    /// Takes `max_body`, or a `request_body` that says nothing else, for the whole site.
    private func takeBody(_ statement: Statement, _ site: inout SiteDefinition) -> Bool {
        let words = Array(statement.arguments)
        let size: Token
        if statement.name == "max_body", words.count == 1, statement.block == nil {
            size = words[0]
        } else if statement.name == "request_body", words.isEmpty, let block = statement.block, block.count == 1,
            block[0].name == "max_size", block[0].words.count == 2, block[0].block == nil
        {
            size = block[0].words[1]
        } else {
            return false
        }
        if let earlier = site.maxBody {
            reporter.error(
                statement.location, "the size of a body is limited here twice",
                notes: [("the first limit is here", earlier.location)])
        } else {
            site.maxBody = compiler.size(size)
        }
        return true
    }

    private func directives(_ block: [Statement], _ header: SiteHeader, _ proxy: ReverseProxy) -> [Directive] {
        let written = compiler.directives(block, scope: Scope())
        guard let arrow = header.arrow else { return written }
        compiler.checkSchemes(proxy)
        let directive = Directive(name: "reverse_proxy", location: arrow, action: .reverseProxy(proxy))
        return DirectiveOrder.sorted(written + [directive])
    }

    /// `handle_errors [STATUS…] { … }`.
    private func errorRoute(_ statement: Statement, matchers: [Statement]) -> ErrorRoute? {
        guard let block = statement.block else {
            compiler.misuse(statement, "`handle_errors` needs a block", usage: "handle_errors 502 503 {")
            return nil
        }
        var route = ErrorRoute(location: statement.location)
        route.statuses = statement.arguments.compactMap { compiler.statusPattern($0) }
        var scope = Scope(isNested: true)
        for definition in matchers {
            _ = scope.matchers.updateValue(quietMatcher(definition), forKey: String(definition.name.dropFirst()))
        }
        route.directives = compiler.directives(block, scope: scope)
        return route
    }

    /// A matcher of the site once more; what is wrong with it has been said.
    private func quietMatcher(_ statement: Statement) -> RequestMatcher {
        Compiler(reporter: Reporter()).matcher(statement, name: String(statement.name.dropFirst()))
    }
}
