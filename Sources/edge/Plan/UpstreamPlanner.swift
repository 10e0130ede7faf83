internal import EdgeCore
internal import EdgeTLS
internal import Edgefile

/// Turns a `reverse_proxy` into a group of upstreams.
struct UpstreamPlanner {
    private let planner: Planner
    private let directive: Directive
    private let fields: FieldEditPlanner

    init(_ planner: Planner, _ directive: Directive, _ fields: FieldEditPlanner) {
        self.planner = planner
        self.directive = directive
        self.fields = fields
    }

    func group(_ proxy: ReverseProxy) -> UpstreamGroup? {
        guard let transport = transport(proxy) else { return nil }
        var group = UpstreamGroup(proxy.upstreams.map(Self.address), policy: policy(proxy.policy), transport: transport)
        group.connectTimeout = proxy.transport.dialTimeout?.value
        group.responseHeadTimeout = proxy.transport.responseHeaderTimeout?.value
        group.holdTimeout = proxy.tryDuration?.value
        group.proxyProtocol =
            switch proxy.transport.proxyProtocol?.value {
            case .v1: .v1
            case .v2: .v2
            case nil: nil
            }
        HealthPlan(proxy: proxy, findings: planner.findings).apply(to: &group)
        group.requestEdits = fields.edits(proxy.headerUp)
        group.responseEdits = fields.edits(proxy.headerDown)
        return group
    }

    private static func address(_ upstream: Edgefile.UpstreamAddress) -> EdgeCore.UpstreamAddress {
        switch upstream.endpoint {
        case .unix(let path): .unix(path: path)
        case .tcp(let host, _): .tcp(host: host, port: upstream.effectivePort ?? 80)
        }
    }

    private func policy(_ policy: Located<Edgefile.BalancingPolicy>?) -> EdgeCore.BalancingPolicy {
        switch policy?.value {
        case nil, .roundRobin: return .roundRobin
        case .leastConnections: return .leastConnections
        case .first: return .first
        case .random: return .random
        case .ipHash, .clientIPHash: return .clientHash
        default:
            planner.findings.error(
                at: policy?.location ?? directive.location, "this lb_policy is not in this version yet",
                help: "there are round_robin, least_conn, first, random, ip_hash and client_ip_hash")
            return .roundRobin
        }
    }

    private func transport(_ proxy: ReverseProxy) -> UpstreamTransport? {
        let settings = proxy.transport
        let schemes = Set(proxy.upstreams.map { $0.scheme ?? .http })
        if let first = proxy.upstreams.first(where: { $0.scheme == .h2c }) {
            planner.findings.notYet("h2c://", at: first.location)
            return nil
        }
        guard schemes.count <= 1 else {
            planner.findings.error(at: directive.location, "upstreams of one group are either all https:// or none")
            return nil
        }
        guard schemes == [.https] || settings.tls?.value == true else { return .plaintext }
        let name = settings.tlsServerName?.value.literal
        do {
            if settings.tlsInsecureSkipVerify?.value == true { return try .tlsWithoutVerification(serverName: name) }
            return try .tls(serverName: name, roots: try roots(settings.tlsTrustedCACerts.map(\.value)))
        } catch {
            planner.findings.error(at: directive.location, "\(error)")
            return nil
        }
    }

    /// `nil` for the system's roots.
    private func roots(_ files: [String]) throws -> TrustRoots? {
        guard let first = files.first else { return nil }
        if files.count == 1 { return try .file(first) }
        return try .pem(files.flatMap { try EdgefileReader.bytes(of: $0) + [UInt8(ascii: "\n")] }, path: first)
    }
}
