internal import EdgeCore
internal import EdgeTLS
internal import Edgefile
import Glibc

/// Turns what an Edgefile says into what the server is told. Everything that cannot be served is an error with its place, all
/// of them in one go; nothing is passed over in silence.
struct Planner {
    let document: EdgefileConfiguration
    let sources: SourceMap
    let overrides: Overrides
    let materials: CertificateMaterials
    let findings: Findings

    init(
        _ document: EdgefileConfiguration, sources: SourceMap, overrides: Overrides, materials: CertificateMaterials
    ) {
        self.document = document
        self.sources = sources
        self.overrides = overrides
        self.materials = materials
        findings = Findings(sources: sources)
    }

    var httpPort: Int { overrides.httpPort ?? document.options.httpPort?.value ?? 80 }
    var httpsPort: Int { overrides.httpsPort ?? document.options.httpsPort?.value ?? 443 }

    func isLiteralAddress(_ name: String) -> Bool { SocketAddress(literal: name) != nil }

    /// - Throws: `EdgefileErrors`, with everything that is wrong.
    func plan() throws -> EdgePlan {
        Unsupported.report(document, to: findings)
        var server = EdgeServer.Configuration()
        server.workers = overrides.workers ?? document.options.workers?.value
        server.timeouts = timeouts()
        server.limits = limits()
        server.trustedProxies = trustedProxies()
        server.accessLog = accessLog()
        let listeners = ListenerPlan(self)
        server.sites = document.sites.flatMap { SitePlanner(self, $0).sites(on: listeners) } + listeners.redirects
        server.challenges = challenges()
        server.listeners = try listeners.make()
        let metrics = metricsAddress(beside: server.listeners)
        guard findings.errors.isEmpty else { throw EdgefileErrors(diagnostics: findings.errors) }
        try ConfigurationCheck.check(server)
        return EdgePlan(
            server: server, entries: listeners.entries, warnings: findings.warnings, managed: listeners.managed,
            certificates: listeners.certificates, origins: listeners.origins, files: sources.names,
            user: document.options.user?.value, metrics: metrics)
    }

    // MARK: What holds for the whole server

    private func timeouts() -> Timeouts {
        var timeouts = Timeouts()
        for settings in [document.options.timeouts] + document.options.servers.map(\.timeouts) {
            if let value = settings.readHeader?.value { timeouts.readHead = value }
            if let value = settings.readBody?.value { timeouts.readBody = value }
            if let value = settings.write?.value { timeouts.write = value }
            if let value = settings.idle?.value { timeouts.idle = value }
            if let value = settings.minRate?.value.window { timeouts.minimumRateWindow = value }
        }
        if let value = document.options.gracePeriod?.value { timeouts.grace = value }
        if let value = document.options.drainWindow?.value { timeouts.drainWindow = value }
        return timeouts
    }

    private func limits() -> EdgeCore.Limits {
        var limits = EdgeCore.Limits()
        if let value = document.options.maxBody?.value { limits.bodyBytes = value }
        for server in document.options.servers {
            if let value = server.maxHeaderSize?.value { limits.headBytes = value }
        }
        for timeouts in [document.options.timeouts] + document.options.servers.map(\.timeouts) {
            if let value = timeouts.minRate?.value.bytesPerSecond { limits.minimumBytesPerSecond = value }
        }
        guard let settings = document.options.limits else { return limits }
        if let value = settings.connections?.value { limits.connections = value }
        if let value = settings.connectionsPerClient?.value { limits.connectionsPerClient = value }
        if let value = settings.webSockets?.value { limits.webSockets = value }
        if let value = settings.webSocketsPerClient?.value { limits.webSocketsPerClient = value }
        if let value = settings.handshakes?.value { limits.handshakes = value }
        if let value = settings.logQueue?.value { limits.logQueueLines = value }
        if let value = settings.head?.value { limits.headBytes = value }
        if let value = settings.line?.value { limits.requestLineBytes = value }
        if let value = settings.fields?.value { limits.fieldCount = value }
        if let value = settings.pending?.value { limits.unsentBytes = value }
        // Who lets one connection hold much means to have the memory for it.
        limits.workerUnsentBytes = settings.workerPending?.value ?? max(limits.workerUnsentBytes, limits.unsentBytes)
        if let value = settings.held?.value { limits.heldRequests = value }
        return limits
    }

    /// Metrics tell who serves what and how much: for this machine only.
    private func metricsAddress(beside listeners: [Listener]) -> ListenAddress? {
        guard let text = document.options.metrics else { return nil }
        let parts = text.value.split(separator: ":", omittingEmptySubsequences: false)
        let host = parts.dropLast().joined(separator: ":").trimmingPrefix("[").replacing("]", with: "")
        let literal = host == "localhost" ? SocketAddress.loopbackIPv4 : SocketAddress(literal: host)
        guard let literal, literal.isLoopback, let port = parts.last.flatMap({ Int($0) }), (1...65535).contains(port) else {
            findings.error(
                at: text.location, "\"\(text.value)\" is no loopback address with a port",
                help: "write `metrics 127.0.0.1:9100`; to read it from elsewhere, ask `edge metrics` over ssh")
            return nil
        }
        let address = ListenAddress(host: literal.host, port: port)
        if listeners.contains(where: { $0.address.port == port && [nil, address.host].contains($0.address.host) }) {
            findings.error(at: text.location, "port \(port) is a site's already")
        }
        return address
    }

    func trustedProxies() -> TrustedProxies {
        let servers = document.options.servers
        let ranges = document.options.trustedProxies + servers.flatMap(\.trustedProxies)
        let fields = document.options.clientIPHeaders + servers.flatMap(\.clientIPHeaders)
        var trusted = TrustedProxies(ranges: ranges.flatMap { Self.ranges($0.value) })
        if !fields.isEmpty { trusted.clientAddressFields = fields.map { $0.value.lowercased() } }
        return trusted
    }

    static func ranges(_ range: Edgefile.AddressRange) -> [EdgeCore.AddressRange] {
        switch range {
        case .network(let address, let prefix): [EdgeCore.AddressRange("\(address)/\(prefix)")].compactMap(\.self)
        case .privateRanges: EdgeCore.AddressRange.privateRanges
        case .cloudflare: EdgeCore.AddressRange.cloudflare
        case .all: ["0.0.0.0/0", "::/0"].compactMap { EdgeCore.AddressRange($0) }
        }
    }

    /// Where another client leaves its answers to challenges: for the names of a site, and for every name.
    private func challenges() -> [ChallengeRoute] {
        var routes: [ChallengeRoute] = []
        for site in document.sites {
            guard let folder = site.acmeWebroot else { continue }
            routes.append(ChallengeRoute(site.addresses.map(\.siteName), to: handler(of: folder)))
        }
        if let folder = document.options.acmeWebroot { routes.append(ChallengeRoute(to: handler(of: folder))) }
        return routes
    }

    private func handler(of folder: Located<String>) -> RequestHandler {
        if unsafe access(folder.value, R_OK | X_OK) != 0 {
            findings.error(at: folder.location, "the folder \(folder.value) is not there, or may not be read")
        }
        return ChallengeFolder(folder.value, executor: materials.executor).handler
    }

    func acmeWebroot(of site: SiteDefinition) -> Located<String>? { site.acmeWebroot ?? document.options.acmeWebroot }

    /// One access log for all sites that ask for one.
    private func accessLog() -> AccessLog? {
        let wanted = document.sites.flatMap(\.logs)
        guard let first = wanted.first else { return nil }
        checkFolder(of: first)
        let log = Self.accessLog(first)
        for other in wanted.dropFirst() where Self.accessLog(other) != log {
            findings.error(
                at: other.location, "all sites share one access log; this one differs from the first",
                notes: [("the first is here", first.location)])
        }
        return log
    }

    private func checkFolder(of settings: LogSettings) {
        guard let output = settings.output, case .file(let path) = output.value,
            let slash = path.lastIndex(of: "/"), slash != path.startIndex, unsafe access(String(path[..<slash]), W_OK) != 0
        else { return }
        findings.error(at: output.location, "the folder of \(path) is not there, or may not be written to")
    }

    private static func sampling(_ settings: LogSamplingSettings) -> LogSampling {
        var sampling = LogSampling()
        if let value = settings.interval?.value { sampling.interval = value }
        if let value = settings.first?.value { sampling.first = value }
        if let value = settings.thereafter?.value { sampling.thereafter = value }
        return sampling
    }

    private static func accessLog(_ settings: LogSettings) -> AccessLog? {
        let sampling = settings.sampling.map(sampling)
        let format: AccessLog.Format =
            switch settings.format?.value {
            case .json: .json
            case .console: .console
            case nil: .automatic
            }
        switch settings.output?.value {
        case .standardError, nil: return AccessLog(output: .standardError, format: format, sampling: sampling)
        case .standardOutput: return AccessLog(output: .standardOutput, format: format, sampling: sampling)
        case .file(let path): return AccessLog(output: .file(path: path), format: format, sampling: sampling)
        case .discard: return nil
        }
    }
}
