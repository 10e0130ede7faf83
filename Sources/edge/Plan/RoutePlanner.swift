internal import EdgeCore
internal import Edgefile

/// Turns the directives of a site into routes: what stands in a block becomes a list inside of a list.
struct RoutePlanner {
    private let planner: Planner
    /// Whether the directives answer failures.
    private let answersFailures: Bool
    private let templates: TemplatePlanner
    private let conditions: ConditionPlanner
    private let fields: FieldEditPlanner
    private let files: FileServerPlanner

    init(_ planner: Planner, answersFailures: Bool = false) {
        self.planner = planner
        self.answersFailures = answersFailures
        templates = TemplatePlanner(findings: planner.findings, environment: .process)
        conditions = ConditionPlanner(templates: templates)
        fields = FieldEditPlanner(templates: templates)
        files = FileServerPlanner(templates: templates)
    }

    /// In the order in which they apply.
    func routes(_ directives: [Directive]) -> [Route] {
        directives.compactMap { directive in
            action(directive).map { Route($0, when: conditions.conditions(directive.matcher)) }
        }
    }

    /// `handle_errors`, each for its statuses; the first that fits answers.
    func errorRoutes(_ blocks: [ErrorRoute]) -> [Route] {
        blocks.map { block in
            let ranges = block.statuses.map { status in
                switch status.value {
                case .code(let code): code...code
                case .family(let digit): digit * 100...digit * 100 + 99
                }
            }
            return Route(.oneOf(routes(block.directives)), when: ranges.isEmpty ? [] : [.failure(ranges)])
        }
    }

    private func action(_ directive: Directive) -> Route.Action? {
        switch directive.action {
        case .reverseProxy(let proxy): return forward(proxy, directive)
        case .respond(let answer):
            return .respond(
                status: answer.status?.value, body: answer.body.map(templates.template) ?? "", closes: answer.closes)
        case .redirect(let redirect): return self.redirect(redirect)
        case .error(let error):
            return .fail(status: error.status?.value ?? 500, message: error.message.map(templates.template))
        case .abort: return .abort
        case .rewrite(let target): return .rewrite(templates.template(target))
        case .uri(let operation): return targetEdit(operation, directive).map { .editTarget($0) }
        case .method(let method): return .setMethod(method)
        case .header(let edits): return .editResponse(fields.edits(edits))
        case .requestHeader(let edits): return .editRequest(fields.edits(edits))
        case .requestBody(let body): return limit(body)
        case .logSkip: return .skipLog
        case .rateLimit(let limit): return rate(limit, directive)
        case .access(let rule): return .access(access(rule))
        case .handle(let inner): return .oneOf(routes(inner))
        case .handlePath(let inner, let prefix): return .oneOf([Route(.editTarget(.removePrefix(prefix)))] + routes(inner))
        case .route(let inner): return .routes(routes(inner))
        case .encode(let encode): return compression(encode, directive).map { .compress($0) }
        case .root(let root): return .setRoot(templates.template(root))
        case .fileServer(let server): return .files(files.server(server))
        case .tryFiles(let files): return tryFiles(files)
        case .basicAuth(let auth): return .authenticate(AuthenticationPlanner(planner.findings).authentication(auth))
        }
    }

    private func forward(_ proxy: ReverseProxy, _ directive: Directive) -> Route.Action? {
        guard !answersFailures else {
            planner.findings.error(
                at: directive.location, "an upstream cannot answer a failure: the request may be used up",
                help: "answer with `respond`, `redir` or a file")
            return nil
        }
        Unsupported.report(proxy, planner.findings)
        return UpstreamPlanner(planner, directive, fields).group(proxy).map { .proxy($0) }
    }

    /// Each place in the file counts apart, and goes on counting over reloads as long as nothing is moved.
    private func rate(_ limit: Edgefile.RateLimit, _ directive: Directive) -> Route.Action {
        let place = directive.location
        let counted = EdgeCore.RateLimit(
            limit.events, per: limit.window, burst: limit.burst?.value, name: "\(place.file):\(place.line)")
        return .limitRate(counted, by: limit.key.map(templates.template))
    }

    private func access(_ rule: Edgefile.AccessRule) -> EdgeCore.AccessRule {
        switch rule {
        case .allow(let ranges): EdgeCore.AccessRule(.allow, ranges.flatMap { Planner.ranges($0.value) })
        case .deny(let ranges): EdgeCore.AccessRule(.deny, ranges.flatMap { Planner.ranges($0.value) })
        }
    }

    private func redirect(_ redirect: Redirect) -> Route.Action? {
        guard redirect.isHTML else {
            return .redirect(status: redirect.status?.value ?? 302, location: templates.template(redirect.target))
        }
        guard let target = redirect.target.literal else {
            planner.findings.error(
                at: redirect.target.location,
                "`redir … html` takes no placeholders, as a page is no place for what clients send")
            return nil
        }
        return .respond(
            status: 200, body: EdgeCore.Template(RedirectPage.html(to: target)), contentType: "text/html; charset=utf-8")
    }

    private func targetEdit(_ operation: URIOperation, _ directive: Directive) -> TargetEdit? {
        switch operation {
        case .stripPrefix(let prefix): .removePrefix(prefix.hasPrefix("/") ? prefix : "/" + prefix)
        case .stripSuffix(let suffix): .removeSuffix(suffix)
        case .replace(let find, let value, let limit): .replace(find, with: templates.template(value), limit: limit)
        case .pathRegexp(let find, let value):
            conditions.pattern(find, at: directive.location).map { .replaceMatches($0, with: templates.template(value)) }
        }
    }

    /// The last candidate may be a failure: `=404`.
    private func tryFiles(_ files: TryFiles) -> Route.Action {
        let last = files.candidates.last?.literal
        let status = last.flatMap { $0.hasPrefix("=") ? Int($0.dropFirst()) : nil }
        let paths = status == nil ? files.candidates : files.candidates.dropLast()
        return .tryFiles(paths.map(templates.template), otherwise: status)
    }

    /// gzip is what is made here; a list that prefers something else gets a warning, so that Caddy's `encode zstd gzip` works.
    private func compression(_ encode: Encode, _ directive: Directive) -> Compression? {
        let others = encode.formats.filter { $0.value != .gzip }
        for format in others {
            guard encode.formats.contains(where: { $0.value == .gzip }) else {
                planner.findings.error(
                    at: format.location, "`\(format.value.rawValue)` is not made here", help: "write `encode gzip`")
                return nil
            }
            planner.findings.warn(at: format.location, "`\(format.value.rawValue)` is not made here; answers go out as gzip")
        }
        var compression = Compression()
        if let level = encode.gzipLevel?.value { compression.level = level }
        if let bytes = encode.minimumLength?.value { compression.minimumBytes = bytes }
        if !encode.contentTypes.isEmpty { compression.contentTypes = encode.contentTypes.map(\.value) }
        return compression
    }

    private func limit(_ body: Edgefile.RequestBody) -> Route.Action? {
        for (name, location) in [
            ("request_body read_timeout", body.readTimeout?.location),
            ("request_body write_timeout", body.writeTimeout?.location),
        ] {
            if let location { planner.findings.notYet(name, at: location) }
        }
        return body.maxSize.map { .limitBody($0.value) }
    }
}
