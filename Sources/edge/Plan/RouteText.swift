internal import EdgeCore

/// Routes for people: one line for each step, nested ones indented.
enum RouteText {
    static func lines(_ routes: [Route], indent: Int = 0) -> [String] {
        routes.flatMap { route -> [String] in
            let blank = String(repeating: "  ", count: indent)
            let condition = route.conditions.isEmpty ? "" : "[\(route.conditions.map(text).joined(separator: " & "))] "
            switch route.action {
            case .routes(let inner): return ["\(blank)\(condition)route"] + lines(inner, indent: indent + 1)
            case .oneOf(let inner): return ["\(blank)\(condition)handle"] + lines(inner, indent: indent + 1)
            default: return ["\(blank)\(condition)\(text(route.action))"]
            }
        }
    }

    private static func text(_ action: Route.Action) -> String {
        switch action {
        case .proxy(let group): proxy(group)
        case .respond(let status, let body, _, let closes):
            "respond \(status.map(String.init) ?? "200 or the failure's") \"\(body)\"\(closes ? " and close" : "")"
        case .redirect(let status, let location): "redirect \(status) to \(location)"
        case .redirectToHTTPS(let port): "redirect 308 to https on port \(port)"
        case .handle(let handler): "handler \(handler.name)"
        case .files(let server): files(server)
        case .fail(let status, let message): "fail \(status)\(message.map { " \"\($0)\"" } ?? "")"
        case .abort: "abort"
        case .rewrite(let target): "rewrite to \(target)"
        case .editTarget(let edit): text(edit)
        case .setMethod(let method): "method \(method)"
        case .editRequest(let edits): "request fields: \(edits.map(text).joined(separator: ", "))"
        case .editResponse(let edits): "response fields: \(edits.map(text).joined(separator: ", "))"
        case .limitBody(let bytes): "body up to \(bytes) bytes"
        case .skipLog: "no log line"
        case .limitRate(let limit, let key):
            "at most \(limit.events) in \(limit.window), \(limit.burst ?? limit.events) at once\(key.map { ", by \($0)" } ?? "")"
        case .access(let rule):
            "\(rule.verdict) \(rule.clients.map(\.description).joined(separator: " "))"
        case .authenticate(let terms): "log in as \(terms.users.keys.sorted().joined(separator: " or ")), for \"\(terms.realm)\""
        case .setRoot(let root): "root \(root)"
        case .tryFiles(let paths, let status):
            "try \(paths.map(\.description).joined(separator: " "))\(status.map { ", else fail \($0)" } ?? "")"
        case .compress(let compression): "gzip level \(compression.level) from \(compression.minimumBytes) bytes"
        case .routes, .oneOf: ""
        }
    }

    private static func proxy(_ group: UpstreamGroup) -> String {
        let edits = [("up", group.requestEdits), ("down", group.responseEdits)].filter { !$0.1.isEmpty }
        let told = edits.map { " (\($0.0): \($0.1.map(text).joined(separator: ", ")))" }.joined()
        let scheme = group.transport == .plaintext ? "" : "https://"
        let peers = group.peers.map { scheme + $0.description }.joined(separator: " ")
        return "proxy to \(peers)\(told)\(group.health.map(health) ?? "")"
    }

    private static func health(_ check: HealthCheck) -> String {
        let body = check.body.map { ", has to say \($0)" } ?? ""
        return " (health: \(check.method) \(check.target) every \(check.interval)\(body), ill after \(check.fails))"
    }

    private static func files(_ server: FileServer) -> String {
        let root = server.root.map { " below \($0)" } ?? ""
        let codings = server.precompressed.map { "\($0)" }.joined(separator: " ")
        let coded = codings.isEmpty ? "" : ", precompressed \(codings)"
        let listed = server.listsFolders ? ", folders listed" : ""
        let passed = server.passesOn ? ", what is not there passed on" : ""
        return "files\(root), index \(server.index.joined(separator: " "))\(coded)\(listed)\(passed)"
    }

    private static func text(_ edit: TargetEdit) -> String {
        switch edit {
        case .removePrefix(let prefix): "strip prefix \(prefix)"
        case .removeSuffix(let suffix): "strip suffix \(suffix)"
        case .replace(let find, let value, let limit): "replace \(find) by \(value)\(limit.map { " at most \($0) times" } ?? "")"
        case .replaceMatches(let pattern, let value): "replace /\(pattern)/ by \(value)"
        }
    }

    private static func text(_ edit: FieldEdit) -> String {
        switch edit {
        case .set(let name, let value): "\(name) = \(value)"
        case .add(let name, let value): "\(name) + \(value)"
        case .setDefault(let name, let value): "\(name) ?= \(value)"
        case .remove(let name): "-\(name)"
        case .replace(let name, let pattern, let value): "\(name) s/\(pattern)/\(value)/"
        }
    }

    private static func text(_ condition: RouteCondition) -> String {
        switch condition {
        case .path(let paths): "path \(paths.joined(separator: " "))"
        case .pathPrefix(let prefix): "below \(prefix)"
        case .pathMatches(let pattern, let name): "path /\(pattern)/\(name.map { " as \($0)" } ?? "")"
        case .host(let names): "host \(names.joined(separator: " "))"
        case .method(let names): "method \(names.joined(separator: " "))"
        case .field(let name, let values): "field \(name)\(values.isEmpty ? "" : " = " + values.joined(separator: " | "))"
        case .fieldIsAbsent(let name): "no field \(name)"
        case .fieldMatches(let name, let pattern, let capture): "field \(name) /\(pattern)/\(capture.map { " as \($0)" } ?? "")"
        case .query(let items): "query \(items.map { "\($0.key)=\($0.value ?? "*")" }.joined(separator: " "))"
        case .peer(let ranges): "peer \(ranges.map(\.description).joined(separator: " "))"
        case .client(let ranges): "client \(ranges.map(\.description).joined(separator: " "))"
        case .isEncrypted(let value): value ? "https" : "http"
        case .version(let range): "\(range)"
        case .failure(let ranges):
            "failure "
                + ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: " ")
        case .file(let paths, let root):
            "file \(paths.map(\.description).joined(separator: " "))\(root.map { " below \($0)" } ?? "")"
        case .not(let inner): "not (\(inner.map(text).joined(separator: " & ")))"
        }
    }
}
