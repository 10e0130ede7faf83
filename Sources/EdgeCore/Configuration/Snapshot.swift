/// A configuration parsed once into what a worker reads: tables instead of lists, nanoseconds instead of durations.
///
/// Immutable. Every worker gets a copy of its own, so that no reference count is shared between threads. Past this point no
/// code asks whether something is set.
package final class Snapshot: Sendable {
    package let generation: Int
    package let limits: Limits
    package let timeouts: WorkerTimeouts
    package let trustedProxies: TrustedProxies
    /// In the order of `Configuration.listeners`.
    package let listeners: [CompiledListener]
    package let groups: [UpstreamGroup]
    /// The counters of each group's peers, shared by all workers and by all configurations that have the group.
    package let loads: [[PeerLoad]]
    package let isLogging: Bool

    package init(_ configuration: EdgeServer.Configuration, generation: Int, loads registry: PeerLoadRegistry) {
        self.generation = generation
        limits = configuration.limits
        timeouts = WorkerTimeouts(configuration.timeouts, limits: configuration.limits)
        trustedProxies = configuration.trustedProxies
        isLogging = configuration.accessLog != nil
        var groups: [UpstreamGroup] = []
        let sites = configuration.sites.map { CompiledSite($0, limits: configuration.limits, groups: &groups) }
        let tables = configuration.listeners.map { listener in
            var table = SiteTable()
            for (index, site) in configuration.sites.enumerated() {
                guard site.isServed(on: listener) else { continue }
                for name in site.names { table.insert(sites[index], for: name) }
            }
            return table
        }
        // What a tunnel in front of us has decrypted already is served by the sites that the redirect would lead to.
        let encrypted = configuration.listeners.firstIndex { $0.transport.isEncrypted }
        listeners = configuration.listeners.enumerated().map { index, listener in
            CompiledListener(listener, sites: tables[index], redirected: encrypted.map { tables[$0] })
        }
        self.groups = groups
        loads = groups.map(registry.loads)
    }

    func listener(at address: ListenAddress) -> CompiledListener? { listeners.first { $0.address == address } }
}

/// A listener as a worker sees it.
package final class CompiledListener: Sendable {
    package let address: ListenAddress
    package let transport: any TransportProvider
    package let isEncrypted: Bool
    package let codecs: [any ServerCodecProvider]
    package let unmatched: Listener.Unmatched
    package let proxyProtocol: ProxyProtocol?
    package let proxyHeaderTime: Interval?
    package let sites: SiteTable
    /// The sites that a redirect of this listener leads to.
    package let redirected: SiteTable?

    init(_ listener: Listener, sites: SiteTable, redirected: SiteTable?) {
        address = listener.address
        transport = listener.transport.provider
        isEncrypted = listener.transport.isEncrypted
        codecs = listener.protocols.map(\.provider)
        unmatched = listener.unmatched
        proxyProtocol = listener.proxyProtocol
        proxyHeaderTime = listener.proxyProtocol?.timeout.map(Interval.init)
        self.sites = sites
        self.redirected = redirected
    }
}

/// A site as a worker sees it.
package final class CompiledSite: Sendable {
    package let routes: [CompiledRoute]
    package let bodyBytes: Int
    package let isLogged: Bool

    init(_ site: Site, limits: Limits, groups: inout [UpstreamGroup]) {
        var compiled: [CompiledRoute] = []
        for route in site.routes { compiled.append(CompiledRoute(route, groups: &groups)) }
        routes = compiled
        bodyBytes = site.bodyBytes ?? limits.bodyBytes
        isLogged = site.isLogged
    }

    /// Where a socket leads.
    enum Destination {
        case upstream(UpstreamAddress)
        case handler(String)
    }

    /// Whether any route leads there, whatever path or method it is for: in doubt a socket stays.
    func leads(to destination: Destination, in snapshot: Snapshot) -> Bool {
        routes.contains { route in
            switch (route.action, destination) {
            case (.proxy(let group), .upstream(let address)): snapshot.groups[group].peers.contains(address)
            case (.handle(let handler), .handler(let name)): handler.name == name
            default: false
            }
        }
    }
}

/// A route as a worker sees it.
package struct CompiledRoute: Sendable {
    package enum Action: Sendable {
        /// An index into `Snapshot.groups`.
        case proxy(group: Int)
        case respond(LocalResponse)
        case redirect(status: Int, location: String)
        case redirectToHTTPS(port: Int)
        case handle(RequestHandler)
    }

    package let pathPrefix: [UInt8]?
    package let action: Action

    init(_ route: Route, groups: inout [UpstreamGroup]) {
        pathPrefix = route.pathPrefix.map { Array($0.utf8) }
        switch route.action {
        case .proxy(let group):
            // Sites with the same upstreams share their pool.
            let index = groups.firstIndex(of: group) ?? groups.count
            if index == groups.count { groups.append(group) }
            action = .proxy(group: index)
        case .respond(let status, let body, let contentType):
            action = .respond(LocalResponse(status: status, contentType: contentType, body: Array(body.utf8)))
        case .redirect(let status, let location):
            action = .redirect(status: status, location: location)
        case .redirectToHTTPS(let port): action = .redirectToHTTPS(port: port)
        case .handle(let handler): action = .handle(handler)
        }
    }

    /// Whether the path, without its query, lies below the prefix.
    package func matches(path: Span<UInt8>) -> Bool {
        guard let pathPrefix, pathPrefix != [UInt8(ascii: "/")] else { return true }
        guard path.count >= pathPrefix.count, path.extracting(0..<pathPrefix.count).equals(pathPrefix) else {
            return false
        }
        return path.count == pathPrefix.count || path[pathPrefix.count] == UInt8(ascii: "/")
            || pathPrefix.last == UInt8(ascii: "/")
    }
}
