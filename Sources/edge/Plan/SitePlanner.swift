internal import EdgeCore
internal import Edgefile

/// Turns one site of the file into sites of the server: one for each address, as each may be listened on elsewhere.
struct SitePlanner {
    private let planner: Planner
    private let definition: SiteDefinition

    init(_ planner: Planner, _ definition: SiteDefinition) {
        self.planner = planner
        self.definition = definition
    }

    func sites(on listeners: ListenerPlan) -> [Site] {
        let routes = routes()
        return definition.addresses.map { address in
            let places = listeners.add(address, of: definition, target: target)
            return Site(
                [address.siteName], on: places, routes: routes, bodyBytes: definition.maxBody?.value,
                isLogged: !definition.logs.isEmpty)
        }
    }

    /// What answers, in few words.
    private var target: String {
        let words = definition.directives.compactMap { directive -> String? in
            switch directive.action {
            case .reverseProxy(let proxy): proxy.upstreams.map(\.text).joined(separator: ", ")
            case .respond(let answer): "respond \(answer.status?.value ?? 200)"
            case .redirect(let redirect): "redir \(redirect.target.text)"
            default: nil
            }
        }
        return words.isEmpty ? "nothing" : words.joined(separator: "; ")
    }

    // MARK: Routes

    private func routes() -> [Route] {
        let edits = FieldEdits(definition.directives, planner.findings)
        var routes: [Route] = []
        for directive in definition.directives {
            guard let action = action(of: directive, edits), let prefixes = prefixes(of: directive) else { continue }
            routes += prefixes.map { Route(action, pathPrefix: $0) }
        }
        if routes.isEmpty, planner.findings.errors.isEmpty {
            planner.findings.error(
                at: definition.location, "this site does nothing",
                help: "write `\(definition.addresses[0]) -> localhost:8080`, or a reverse_proxy into its block")
        }
        return routes
    }

    private func action(of directive: Directive, _ edits: FieldEdits) -> Route.Action? {
        switch directive.action {
        case .reverseProxy(let proxy):
            guard var group = UpstreamPlanner(planner, directive).group(proxy) else { return nil }
            group.requestEdits = edits.request + group.requestEdits
            group.responseEdits += edits.response
            return .proxy(group)
        case .respond(let answer): return respond(answer, directive)
        case .redirect(let redirect):
            guard let location = literal(redirect.target, directive.name) else { return nil }
            return .redirect(status: redirect.status?.value ?? 302, location: location)
        // The body limit stands in `maxBody`, header changes in `edits`.
        case .requestBody, .header, .requestHeader: return nil
        default:
            planner.findings.notYet(directive.name, at: directive.location)
            return nil
        }
    }

    private func respond(_ answer: Respond, _ directive: Directive) -> Route.Action? {
        if answer.closes { planner.findings.notYet("respond … close", at: directive.location) }
        guard let body = answer.body.map({ literal($0, "respond") }) ?? "" else { return nil }
        return .respond(status: answer.status?.value ?? 200, body: body)
    }

    private func literal(_ template: Template, _ name: String) -> String? {
        if template.literal == nil {
            planner.findings.notYet("\(name) with placeholders", at: template.location)
        }
        return template.literal
    }

    /// The path prefixes that a matcher stands for; `[nil]` for every path.
    private func prefixes(of directive: Directive) -> [String?]? {
        guard let matcher = directive.matcher else { return [nil] }
        guard matcher.conditions.count == 1, case .path(let paths) = matcher.conditions[0],
            paths.allSatisfy({ $0 == "*" || ($0.hasSuffix("/*") && !$0.dropLast().contains("*")) })
        else {
            planner.findings.notYet("a matcher that is no path ending in /*", at: matcher.location)
            return nil
        }
        return paths.map { $0 == "*" || $0 == "/*" ? nil : String($0.dropLast()) }
    }
}
