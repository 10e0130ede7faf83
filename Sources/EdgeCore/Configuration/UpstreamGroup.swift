/// Upstreams that can answer the same requests, and how one of them is picked.
public struct UpstreamGroup: Sendable, Hashable {
    /// Where they are. At least one.
    public var peers: [UpstreamAddress]
    /// How one of them is picked for a request.
    public var policy: BalancingPolicy
    /// What upstream connections are wrapped in; plaintext by default.
    public var transport: UpstreamTransport
    /// Where it differs from ``Timeouts/connect``.
    public var connectTimeout: Duration?
    /// Where it differs from ``Timeouts/responseHead``.
    public var responseHeadTimeout: Duration?
    /// Where it differs from ``Timeouts/hold``.
    public var holdTimeout: Duration?
    /// How often an upstream that is away is tried, where it differs from `Timeouts.probe`.
    public var probeInterval: Duration?
    /// How long an upstream that came back takes less than its share, where it differs from `Timeouts.slowStart`.
    public var slowStart: Duration?
    /// How the peers are asked whether they are well. Default: not at all.
    public var health: HealthCheck?
    /// What is learnt about the peers from the requests that they get. Default: nothing.
    public var passiveHealth: PassiveHealth?
    /// How often a request that may be repeated is sent again, each time after `probeInterval`, when a new connection breaks
    /// before a byte of the answer. One whose kept connection turns out dead is sent again at once, once, besides.
    public var retries = 1
    /// The PROXY header that each connection begins with. A connection then serves one request or socket, because the header
    /// names its client. Default: none.
    public var proxyProtocol: ProxyProtocolVersion?
    /// Changes of a request's fields on its way up, in order.
    public var requestEdits: [FieldEdit] = []
    /// Changes of a response's fields on its way down, in order.
    public var responseEdits: [FieldEdit] = []

    /// A group with the server's timeouts and no changes of fields.
    public init(
        _ peers: [UpstreamAddress], policy: BalancingPolicy = .roundRobin, transport: UpstreamTransport = .plaintext
    ) {
        self.peers = peers
        self.policy = policy
        self.transport = transport
    }
}

/// Where an upstream is.
public enum UpstreamAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or literal address, and a port. Names are resolved for each new connection, with a short cache.
    case tcp(host: String, port: Int)
    /// A socket in the file system.
    case unix(path: String)

    /// The name or literal address that is connected to; `localhost` for a socket in the file system.
    package var host: String {
        switch self {
        case .tcp(let host, _): host
        case .unix: "localhost"
        }
    }

    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix/\(path)"
        }
    }
}

/// How an upstream is picked for a request.
public enum BalancingPolicy: Sendable, Hashable {
    /// In turn, per worker.
    case roundRobin
    /// The one with the fewest requests and sockets open, counted over all workers.
    case leastConnections
    /// The first that takes connections, in the order given.
    case first
    /// Any of them.
    case random
    /// By the client's address, so that a client stays with its upstream while that is there.
    case clientHash
}

/// What upstream connections are wrapped in.
public struct UpstreamTransport: Sendable, Hashable {
    /// `nil` for plaintext.
    package let provider: (any TransportProvider)?
    /// What tells two settings apart.
    package let identity: String

    package init(provider: any TransportProvider, identity: String) {
        self.provider = provider
        self.identity = identity
    }

    private init() {
        provider = nil
        identity = ""
    }

    /// HTTP as it is.
    public static let plaintext = UpstreamTransport()

    public static func == (left: Self, right: Self) -> Bool { left.identity == right.identity }
    public func hash(into hasher: inout Hasher) { hasher.combine(identity) }

    func makeTransport(on wire: Wire, to address: UpstreamAddress) -> any Transport {
        provider?.makeTransport(on: wire, peerName: address.host) ?? PlaintextTransport(wire: wire)
    }
}
