internal import EdgeCore
internal import Edgefile

/// Which listeners read PROXY headers, and from whom.
struct ProxyProtocolPlan {
    private let planner: Planner
    private let everywhere: ProxyProtocol?
    private let byPort: [Int: ProxyProtocol]

    init(_ planner: Planner, listeners: [ListenAddress]) {
        self.planner = planner
        var everywhere = planner.document.options.proxyProtocol.map { Self.setting($0, planner) }
        var byPort: [Int: ProxyProtocol] = [:]
        for server in planner.document.options.servers {
            let setting = server.proxyProtocol.map { Self.setting($0, planner) }
            guard let name = server.listener else {
                everywhere = setting ?? everywhere
                continue
            }
            Self.checkNothingElse(in: server, planner)
            guard let port = Self.port(name, among: listeners, planner) else { continue }
            byPort[port] = setting ?? byPort[port]
        }
        self.everywhere = everywhere
        self.byPort = byPort
    }

    func setting(for address: ListenAddress) -> ProxyProtocol? { byPort[address.port] ?? everywhere }

    private static func setting(_ settings: ProxyProtocolSettings, _ planner: Planner) -> ProxyProtocol {
        let named = settings.allow.flatMap { Planner.ranges($0.value) }
        let senders = named.isEmpty ? planner.trustedProxies().ranges : named
        if senders.isEmpty {
            planner.findings.error(
                at: settings.location, "`proxy_protocol` names nobody who sends a header, and there are no trusted_proxies",
                help: "write the proxy's address: `proxy_protocol 10.0.0.2`")
        }
        return ProxyProtocol(
            from: senders, except: settings.deny.flatMap { Planner.ranges($0.value) }, timeout: settings.timeout?.value)
    }

    /// `:443`, or an address with a port: of listeners with the same port all are meant.
    private static func port(_ name: Located<String>, among listeners: [ListenAddress], _ planner: Planner) -> Int? {
        let digits = name.value.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
        if let port = Int(digits), listeners.contains(where: { $0.port == port }) { return port }
        planner.findings.error(
            at: name.location, "nothing is listened on at \(name.value)",
            help: "the listeners are \(listeners.map(\.description).joined(separator: ", "))")
        return nil
    }

    /// What holds for the whole server would not be kept for one address alone.
    private static func checkNothingElse(in server: ServerOptions, _ planner: Planner) {
        var rest = server
        rest.proxyProtocol = nil
        var empty = ServerOptions(location: server.location)
        empty.listener = server.listener
        guard rest != empty, let name = server.listener else { return }
        planner.findings.error(
            at: name.location, "in `servers \(name.value)` only proxy_protocol can differ from the other listeners",
            help: "write the rest into `servers { … }` without an address")
    }
}
