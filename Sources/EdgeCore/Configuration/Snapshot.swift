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
    let logSampling: LogSampling?
    /// Rows that requests are counted in: one for each site, and one for none.
    package let siteRows: Int
    let challenges: ChallengeTable

    package init(_ configuration: EdgeServer.Configuration, generation: Int, loads registry: PeerLoadRegistry) {
        self.generation = generation
        limits = configuration.limits
        timeouts = WorkerTimeouts(configuration.timeouts, limits: configuration.limits)
        trustedProxies = configuration.trustedProxies
        isLogging = configuration.accessLog != nil
        logSampling = configuration.accessLog?.sampling
        challenges = ChallengeTable(configuration.challenges)
        var groups: [UpstreamGroup] = []
        let sites = configuration.sites.map { site in
            CompiledSite(
                site, row: registry.row(of: site), limits: configuration.limits, groups: &groups, turnstiles: registry.turnstiles)
        }
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
        siteRows = registry.siteNames.count
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
    /// Where its requests are counted.
    package let row: Int
    package let program: RouteProgram
    /// What answers failures; `nil` where the edge's own words do.
    package let errorProgram: RouteProgram?
    package let bodyBytes: Int
    let uploads: (turnstile: Turnstile, over: Int)?
    package let isLogged: Bool

    init(_ site: Site, row: Int, limits: Limits, groups: inout [UpstreamGroup], turnstiles: TurnstileRegistry) {
        self.row = row
        program = RouteCompiler.compile(site.routes, groups: &groups)
        errorProgram = site.errorRoutes.isEmpty ? nil : RouteCompiler.compile(site.errorRoutes, groups: &groups)
        bodyBytes = site.bodyBytes ?? limits.bodyBytes
        uploads = site.uploads.map { (turnstiles.turnstile(for: $0), $0.over) }
        isLogged = site.isLogged
    }

    /// Where a socket leads.
    enum Destination {
        case upstream(UpstreamAddress)
        case handler(String)
    }

    /// Whether any route leads there, whatever path or method it is for: in doubt a socket stays.
    func leads(to destination: Destination, in snapshot: Snapshot) -> Bool {
        program.operations.contains { operation in
            switch (operation, destination) {
            case (.proxy(let group), .upstream(let address)): snapshot.groups[group].peers.contains(address)
            case (.handle(let handler), .handler(let name)): handler.name == name
            default: false
            }
        }
    }
}
