/// Turns routes into a program.
struct RouteCompiler {
    private(set) var steps: [RouteProgram.Step] = []
    private(set) var operations: [RouteOperation] = []
    private(set) var tests: [RouteTest] = []
    private(set) var patterns: [PathPattern] = []
    private(set) var arena: [UInt8] = []
    private(set) var generalTests: [GeneralTest] = []

    /// Lists inside of lists; `RouteCheck` refuses more. Each has three bits of its own.
    static let depthLimit = 20

    static func compile(_ routes: [Route], groups: inout [UpstreamGroup]) -> RouteProgram {
        var compiler = RouteCompiler()
        compiler.append(routes, depth: 0, groups: &groups)
        return RouteProgram(compiler)
    }

    private mutating func append(_ routes: [Route], depth: Int, groups: inout [UpstreamGroup]) {
        for route in routes { append(route, depth: depth, groups: &groups) }
    }

    private mutating func append(_ route: Route, depth: Int, groups: inout [UpstreamGroup]) {
        let index = steps.count
        let before = tests.count
        let compiled = route.conditions.map { test($0) }
        // Conditions of conditions were put in front of their own.
        let range = tests.count..<tests.count + compiled.count
        tests += compiled
        precondition(before <= range.lowerBound)
        steps.append(
            RouteProgram.Step(
                tests: range, filter: filter(compiled), otherwise: index + 1, exclusion: exclusion(of: route.action, depth)))
        operations.append(operation(route.action, depth: depth, groups: &groups))
        switch route.action {
        case .routes(let inner), .oneOf(let inner):
            append(inner, depth: depth + 1, groups: &groups)
            steps[index].otherwise = steps.count
        default: break
        }
    }

    /// What paths the tests let pass at most. Only of paths that are asked about first: a pattern in front of them leaves what it
    /// caught.
    private func filter(_ tests: [RouteTest]) -> PathFilter {
        guard case .paths(let range)? = tests.first, let first = range.first else { return .open }
        return range.dropFirst().reduce(patterns[first].filter(arena: arena)) { $0.or(patterns[$1].filter(arena: arena)) }
    }

    /// Three kinds of steps exclude their like in one list: alternatives; rewrites, because the result of one is not meant for
    /// the next; and roots, of which the particular one stands first.
    private func exclusion(of action: Route.Action, _ depth: Int) -> UInt64 {
        switch action {
        case .oneOf: 1 << UInt64(3 * depth)
        case .rewrite: 2 << UInt64(3 * depth)
        case .setRoot: 4 << UInt64(3 * depth)
        default: 0
        }
    }

    private func operation(_ action: Route.Action, depth: Int, groups: inout [UpstreamGroup]) -> RouteOperation {
        switch action {
        case .proxy(let group):
            // Sites with the same upstreams share their pool.
            let index = groups.firstIndex(of: group) ?? groups.count
            if index == groups.count { groups.append(group) }
            return .proxy(group: index)
        case .respond(let status, let body, let contentType, let closes):
            return .respond(
                RouteAnswer(status: status, body: CompiledTemplate(body), contentType: contentType, closes: closes))
        case .redirect(let status, let location):
            return .redirect(status: status, location: CompiledTemplate(location))
        case .redirectToHTTPS(let port): return .redirectToHTTPS(port: port)
        case .handle(let handler): return .handle(handler)
        case .fail(let status, let message): return .fail(status: status, message: message.map(CompiledTemplate.init))
        case .files(let server): return .files(CompiledFileServer(server))
        case .setRoot(let root): return .setRoot(CompiledTemplate(root))
        case .tryFiles(let paths, let status): return .tryFiles(paths.map(CompiledTemplate.init), otherwise: status)
        case .compress(let compression): return .compress(CompiledCompression(compression))
        case .abort: return .abort
        case .rewrite(let target): return .rewrite(CompiledTemplate(target))
        case .editTarget(let edit): return .editTarget(edit)
        case .setMethod(let method): return .setMethod(Array(method.utf8))
        case .editRequest(let edits): return .editRequest([CompiledFieldEdit](edits))
        case .editResponse(let edits): return .editResponse([CompiledFieldEdit](edits))
        case .limitBody(let bytes): return .limitBody(bytes)
        case .skipLog: return .skipLog
        case .limitRate(let limit, let key): return .limitRate(RateLimiter.Terms(limit), key: key.map(CompiledTemplate.init))
        case .access(let rule): return .access(rule)
        case .authenticate(let terms): return .authenticate(CompiledAuthentication(terms))
        case .routes, .oneOf: return .enter(clearing: .max << UInt64(3 * (depth + 1)))
        }
    }

    // MARK: Conditions

    private mutating func test(_ condition: RouteCondition) -> RouteTest {
        switch condition {
        case .path(let texts):
            let start = patterns.count
            for text in texts { patterns.append(PathPattern(text, arena: &arena)) }
            return .paths(start..<patterns.count)
        case .pathPrefix(let prefix):
            patterns.append(PathPattern(below: prefix, arena: &arena))
            return .paths(patterns.count - 1..<patterns.count)
        case .method(let names):
            let known = names.map { Method(Array($0.utf8).span) }
            guard !known.contains(.other) else { return general(.methods(names.map { Array($0.utf8) })) }
            return .methods(known.reduce(0) { $0 | 1 << UInt16($1.rawValue) })
        default: return general(generalTest(condition))
        }
    }

    private mutating func general(_ test: GeneralTest) -> RouteTest {
        generalTests.append(test)
        return .general(generalTests.count - 1)
    }

    private mutating func generalTest(_ condition: RouteCondition) -> GeneralTest {
        switch condition {
        case .path, .pathPrefix, .method: .not([])
        case .pathMatches(let pattern, let name): .pathMatches(pattern, name: name ?? "")
        case .host(let names): .host(names.map { Array($0.lowercased().utf8) })
        case .field(let name, let values):
            .field(name: Array(name.lowercased().utf8), values: values.map(GeneralTest.ValuePattern.init))
        case .fieldIsAbsent(let name):
            .not([general(.field(name: Array(name.lowercased().utf8), values: []))])
        case .fieldMatches(let name, let pattern, let capture):
            .fieldMatches(name: Array(name.lowercased().utf8), pattern, capture: capture ?? "")
        case .query(let items): .query(items.map { (Array($0.key.utf8), $0.value.map { Array($0.utf8) }) })
        case .peer(let ranges): .peer(ranges)
        case .client(let ranges): .client(ranges)
        case .isEncrypted(let value): .isEncrypted(value)
        case .version(let range): .version(range)
        case .failure(let ranges): .failure(ranges)
        case .file(let paths, let root):
            .fileIsThere(root: root.map(CompiledTemplate.init), paths.map(CompiledTemplate.init))
        case .not(let inner): .not(inner.map { test($0) })
        }
    }
}
