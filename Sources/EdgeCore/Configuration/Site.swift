/// A set of names and what is done with requests for them.
public struct Site: Sendable {
    /// The hosts that the site answers for.
    public var names: [SiteName]
    /// The listeners, by address, that the site is served on; empty for all but those that lead to HTTPS
    /// (``Listener/redirectToHTTPS(on:port:)``).
    public var listeners: [ListenAddress]
    /// Tried in order; the first whose matcher fits decides. None fits: 404.
    public var routes: [Route]
    /// Bytes of a request body, where they differ from `Limits.bodyBytes`.
    public var bodyBytes: Int?
    /// Whether requests are written to the access log, where the server has one.
    public var isLogged: Bool

    /// A site put together from its parts; `.proxy` is shorter.
    public init(
        _ names: [SiteName], on listeners: [ListenAddress] = [], routes: [Route], bodyBytes: Int? = nil,
        isLogged: Bool = true
    ) {
        self.names = names
        self.listeners = listeners
        self.routes = routes
        self.bodyBytes = bodyBytes
        self.isLogged = isLogged
    }

    /// Whether a listener serves it. One that leads to HTTPS serves only what asks for it by name, or it would lead nobody.
    func isServed(on listener: Listener) -> Bool {
        guard listeners.isEmpty else { return listeners.contains(listener.address) }
        return listener.unmatched == .notFound
    }

    /// A site that sends everything to one group of upstreams.
    public static func proxy(_ names: SiteName..., to upstreams: UpstreamGroup) -> Site {
        Site(names, routes: [Route(.proxy(upstreams))])
    }
}

/// A host name, a wildcard of one label, or any host.
public enum SiteName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Lower case, without a final dot.
    case exact(String)
    /// The part behind `*.`; stands for exactly one label (RFC 6125 §6.4.3).
    case wildcard(String)
    /// Every host.
    case any

    /// Reads `chat.example.com`, `*.example.com`, or `*`; letters in any case, a final dot is left out.
    public init(_ text: String) {
        var name = text.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        if name == "*" || name.isEmpty {
            self = .any
        } else if name.hasPrefix("*.") {
            self = .wildcard(String(name.dropFirst(2)))
        } else {
            self = .exact(name)
        }
    }

    public init(stringLiteral text: String) { self.init(text) }

    public var description: String {
        switch self {
        case .exact(let name): name
        case .wildcard(let suffix): "*.\(suffix)"
        case .any: "*"
        }
    }
}

/// A condition and an action.
public struct Route: Sendable {
    /// The path that the request's has to begin with; `nil` for every path. `/api` fits `/api` and `/api/x`, not `/apix`.
    public var pathPrefix: String?
    /// What is done with the requests that fit.
    public var action: Action

    /// A route for every path, or for those below one.
    public init(_ action: Action, pathPrefix: String? = nil) {
        self.action = action
        self.pathPrefix = pathPrefix
    }

    /// What is done with a request.
    public enum Action: Sendable {
        /// Forward to one of these upstreams.
        case proxy(UpstreamGroup)
        /// Answer with this status and text.
        case respond(status: Int, body: String, contentType: String = "text/plain; charset=utf-8")
        /// Answer with a redirect to this location.
        case redirect(status: Int, location: String)
        /// 308 to the same host and path over HTTPS on this port.
        case redirectToHTTPS(port: Int)
        /// Let code in this process answer.
        case handle(RequestHandler)
    }
}
