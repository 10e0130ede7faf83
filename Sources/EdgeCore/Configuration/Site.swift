/// A set of names and what is done with requests for them.
public struct Site: Sendable {
    /// The hosts that the site answers for.
    public var names: [SiteName]
    /// The listeners, by address, that the site is served on; empty for all but those that lead to HTTPS
    /// (``Listener/redirectToHTTPS(on:port:)``).
    public var listeners: [ListenAddress]
    /// Gone through in order until one answers. None does: 404.
    public var routes: [Route]
    /// Gone through in the same way when something failed before an answer began. None answers: the edge's own words.
    public var errorRoutes: [Route] = []
    /// Bytes of a request body, where they differ from `Limits.bodyBytes`.
    public var bodyBytes: Int?
    /// How many large bodies are taken at once. Default: any number.
    public var uploads: UploadLimit?
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
