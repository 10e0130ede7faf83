/// Looks for routes that cannot work.
enum RouteCheck {
    /// - Parameter answersFailures: the routes answer failures, when the request may be half used up.
    static func check(_ routes: [Route], field: String, depth: Int = 0, answersFailures: Bool = false) throws {
        guard depth < RouteCompiler.depthLimit else {
            throw ConfigurationError(field: field, message: "routes are nested more than \(RouteCompiler.depthLimit) deep")
        }
        for (number, route) in routes.enumerated() {
            let field = "\(field)[\(number)]"
            for condition in route.conditions { try check(condition, field: field) }
            switch route.action {
            case .routes(let inner), .oneOf(let inner):
                try check(inner, field: field, depth: depth + 1, answersFailures: answersFailures)
            case .proxy, .handle:
                guard !answersFailures else {
                    throw ConfigurationError(field: field, message: "a failure cannot be answered by an upstream or a handler")
                }
                try check(route.action, field: field)
            default: try check(route.action, field: field)
            }
        }
    }

    private static func check(_ condition: RouteCondition, field: String) throws {
        switch condition {
        case .pathPrefix(let prefix):
            guard prefix.isEmpty || prefix.hasPrefix("/") else {
                throw ConfigurationError(field: field, message: "\"\(prefix)\" does not begin with /")
            }
        case .path(let paths):
            for path in paths where !path.hasPrefix("/") && !path.hasPrefix("*") {
                throw ConfigurationError(field: field, message: "\"\(path)\" does not begin with / or *")
            }
        case .not(let inner): for condition in inner { try check(condition, field: field) }
        default: break
        }
    }

    private static func check(_ action: Route.Action, field: String) throws {
        switch action {
        case .proxy(let group): try check(group, field: field)
        case .redirectToHTTPS(let port):
            guard (1...65535).contains(port) else {
                throw ConfigurationError(field: field, message: "port \(port) is not between 1 and 65535")
            }
        case .respond(let status, _, let contentType, _):
            try check(status ?? 200, in: 200...599, field: field)
            try check(.set(name: "Content-Type", value: Template(contentType)), field: field)
        case .redirect(let status, let location):
            if status != 401 { try check(status, in: 300...399, field: field) }
            try check(.set(name: "Location", value: location), field: field)
        case .fail(let status, _): try check(status, in: 400...599, field: field)
        case .setMethod(let method):
            guard !method.isEmpty, method.utf8.allSatisfy(ASCII.isToken) else {
                throw ConfigurationError(field: field, message: "\"\(method)\" is no method")
            }
        case .editRequest(let edits), .editResponse(let edits): for edit in edits { try check(edit, field: field) }
        case .limitBody(let bytes):
            guard bytes >= 0 else { throw ConfigurationError(field: field, message: "\(bytes) is negative") }
        case .files(let server): try check(server.status ?? 200, in: 200...599, field: field)
        case .tryFiles(_, let status): try check(status ?? 404, in: 400...599, field: field)
        case .compress(let compression): try check(compression.level, in: 1...9, of: "level", field: field)
        case .limitRate(let limit, _):
            guard limit.events > 0, limit.window > .zero, limit.burst ?? 1 > 0 else {
                throw ConfigurationError(field: field, message: "a rate limit needs a positive number, time and burst")
            }
        case .authenticate(let terms): try check(terms, field: field)
        case .handle, .abort, .setRoot, .rewrite, .editTarget, .skipLog, .access, .routes, .oneOf: break
        }
    }

    private static func check(
        _ status: Int, in range: ClosedRange<Int>, of what: String = "status", field: String
    ) throws {
        guard range.contains(status) else {
            throw ConfigurationError(
                field: field, message: "\(what) \(status) is not between \(range.lowerBound) and \(range.upperBound)")
        }
    }

    private static func check(_ terms: BasicAuthentication, field: String) throws {
        guard !terms.users.isEmpty else { throw ConfigurationError(field: field, message: "a log-in needs a user") }
        guard terms.realm.utf8.allSatisfy(ASCII.isFieldValue) else {
            throw ConfigurationError(field: field, message: "the realm has control characters")
        }
        for (name, hash) in terms.users {
            if let objection = PasswordHash.objection(to: hash) {
                throw ConfigurationError(field: field, message: "the hash of \(name): \(objection)")
            }
        }
    }

    private static func check(_ group: UpstreamGroup, field: String) throws {
        guard !group.peers.isEmpty else {
            throw ConfigurationError(field: "\(field).peers", message: "a group of upstreams needs at least one")
        }
        for (index, peer) in group.peers.enumerated() { try check(peer, field: "\(field).peers[\(index)]") }
        let edits = [("requestEdits", group.requestEdits), ("responseEdits", group.responseEdits)]
        for (name, edits) in edits {
            for (index, edit) in edits.enumerated() { try check(edit, field: "\(field).\(name)[\(index)]") }
        }
        let timeouts = [
            ("connectTimeout", group.connectTimeout), ("responseHeadTimeout", group.responseHeadTimeout),
            ("holdTimeout", group.holdTimeout),
        ]
        for case (let name, let timeout?) in timeouts where timeout < .zero {
            throw ConfigurationError(field: "\(field).\(name)", message: "\(timeout) is negative")
        }
        try HealthSettingsCheck.check(group, field: field)
    }

    /// What goes into heads has to be made of the bytes that heads are made of (RFC 9110 §5).
    private static func check(_ edit: FieldEdit, field: String) throws {
        let (name, value): (String, Template) =
            switch edit {
            case .set(let name, let value), .add(let name, let value), .setDefault(let name, let value): (name, value)
            case .replace(let name, _, let value): (name, value)
            case .remove(let name): (String(name.filter { $0 != "*" }), "")
            }
        guard !name.isEmpty, name.utf8.count < 256, name.utf8.allSatisfy(ASCII.isToken) else {
            throw ConfigurationError(field: field, message: "\"\(name)\" is no field name")
        }
        for case .text(let text) in value.parts where !text.utf8.allSatisfy(ASCII.isFieldValue) {
            throw ConfigurationError(field: field, message: "the value of \(name) has control characters")
        }
    }

    private static func check(_ peer: UpstreamAddress, field: String) throws {
        switch peer {
        case .tcp(let host, let port):
            guard !host.isEmpty, (1...65535).contains(port) else {
                throw ConfigurationError(field: field, message: "\"\(peer)\" is no host and port, as localhost:8080 is")
            }
        case .unix(let path):
            guard !path.isEmpty, path.utf8.count <= SocketAddress.longestPath else {
                throw ConfigurationError(
                    field: field, message: "the socket's path has to have 1 to \(SocketAddress.longestPath) bytes")
            }
        }
    }
}
