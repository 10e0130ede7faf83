internal import EdgeCore
internal import Edgefile

/// Turns the matchers of a file into conditions of routes.
struct ConditionPlanner {
    let templates: TemplatePlanner

    private var findings: Findings { templates.findings }

    func conditions(_ matcher: RequestMatcher?) -> [RouteCondition] {
        guard let matcher else { return [] }
        return matcher.conditions.compactMap { condition($0, at: matcher.location) }
    }

    private func condition(_ condition: MatcherCondition, at location: SourceLocation) -> RouteCondition? {
        switch condition {
        case .path(let paths): .path(paths)
        case .pathRegexp(let name, let text): pattern(text, at: location).map { .pathMatches($0, name: name) }
        case .host(let names): .host(names)
        case .method(let names): .method(names)
        case .header(let name, let values): .field(name, values: values.contains("*") ? [] : values)
        case .headerAbsent(let name): .fieldIsAbsent(name)
        case .headerRegexp(let name, let field, let text):
            pattern(text, at: location).map { .fieldMatches(field, $0, name: name) }
        case .query(let items): .query(items.map { RouteCondition.QueryItem(key: $0.key, value: $0.value) })
        case .remoteIP(let ranges): .peer(ranges.flatMap(Planner.ranges))
        case .clientIP(let ranges): .client(ranges.flatMap(Planner.ranges))
        case .protocolName(let name): Self.protocols[name]
        case .not(let inner): .not(inner.compactMap { self.condition($0, at: location) })
        case .file(let file): self.file(file, at: location)
        }
    }

    /// Without a path that of the request is looked for, as in Caddy.
    private func file(_ file: FileCondition, at location: SourceLocation) -> RouteCondition? {
        if file.candidates.contains(where: { $0.literal?.hasPrefix("=") == true }) {
            findings.error(
                at: location, "a status is no file",
                help: "write `try_files` as a directive, or `error` with this matcher negated")
            return nil
        }
        let paths = file.candidates.map(templates.template)
        return .file(paths.isEmpty ? [EdgeCore.Template([.value(.path)])] : paths, root: file.root.map(templates.template))
    }

    func pattern(_ text: String, at location: SourceLocation) -> TextPattern? {
        do { return try TextPattern(text) } catch {
            findings.error(
                at: location, "the regular expression \"\(text)\" cannot be used: \(error)",
                help: "the syntax is that of RE2, on ASCII")
            return nil
        }
    }

    private static let protocols: [String: RouteCondition] = [
        "http": .isEncrypted(false), "https": .isEncrypted(true), "grpc": .field("Content-Type", values: ["application/grpc*"]),
        "http/1.0": .version(.http10), "http/1.0+": .not([]), "http/1.1": .version(.http11),
        "http/1.1+": .version(.http11OrLater), "http/2": .version(.http2), "http/2+": .version(.http2),
    ]
}
