internal import Synchronization

/// One upstream address as a worker sees it: its idle connections and what its name was last resolved to.
final class UpstreamPeer {
    let address: UpstreamAddress
    let name: String
    let load: PeerLoad
    /// Tunnels of this worker that lead here, those that wait to be told of its end included.
    var openTunnels = 0
    var farewells = FarewellQueue()
    /// It refused the last connection; it is passed over until one of the pool's own comes about.
    var isRefusing = false
    /// A connection of the pool's own is under way.
    var probe: ConnectAttempt?
    var ramp = Ramp.steady
    /// Idle connections, the one used last at the end: it is the likeliest to be alive, and the others may go.
    private var idle: [UpstreamConnection] = []
    private var resolved: [SocketAddress]
    private let isLiteral: Bool
    private var resolvedUntil = Instant(nanoseconds: 0)

    /// How long an answer of the resolver is used: long enough for a burst, short enough for a container that came back
    /// with another address.
    private static let cacheTime = Interval.seconds(5)

    init(_ address: UpstreamAddress, load: PeerLoad) {
        self.address = address
        self.load = load
        name = address.description
        if let literal = Self.literal(address) {
            resolved = literal
            isLiteral = true
        } else {
            resolved = []
            isLiteral = false
        }
    }

    /// What needs no resolver. `localhost` is 127.0.0.1 first: through a container's port forwarder ::1 looks like the
    /// bridge's gateway.
    private static func literal(_ address: UpstreamAddress) -> [SocketAddress]? {
        switch address {
        case .unix(let path): return [.unix(path)]
        case .tcp(let host, let port):
            let port = UInt16(clamping: port)
            if host.lowercased() == "localhost" {
                return [.loopbackIPv4.with(port: port), .loopbackIPv6.with(port: port)]
            }
            return SocketAddress(literal: host, port: port).map { [$0] }
        }
    }

    /// The host that has to be resolved first, if any.
    func hostToResolve(at now: Instant) -> String? {
        guard !isLiteral, now >= resolvedUntil, case .tcp(let host, _) = address else { return nil }
        return host
    }

    func resolved(to addresses: [SocketAddress], at now: Instant) {
        guard case .tcp(_, let port) = address else { return }
        resolved = addresses.map { $0.with(port: UInt16(clamping: port)) }
        resolvedUntil = addresses.isEmpty ? now : now + Self.cacheTime
    }

    var addresses: [SocketAddress] { resolved }

    var idleConnections: Int { idle.count }

    func takeIdle() -> UpstreamConnection? { changeIdle { $0.popLast() } }

    func keep(_ connection: UpstreamConnection, limit: Int) -> Bool {
        guard idle.count < limit else { return false }
        changeIdle { list in
            connection.idlePlace = Int32(list.count)
            list.append(connection)
        }
        return true
    }

    /// The last one takes its place: an upstream that goes away closes thousands, and each would be looked for.
    func forget(_ connection: UpstreamConnection) {
        changeIdle { list in
            let place = Int(connection.idlePlace)
            guard place < list.count, list[place] === connection, let last = list.popLast() else { return }
            guard last !== connection else { return }
            last.idlePlace = connection.idlePlace
            list[place] = last
        }
    }

    @inline(__always)
    private func changeIdle<Result>(_ change: (inout [UpstreamConnection]) -> Result) -> Result {
        var list = idle.takeAll()
        defer { idle = list }
        return change(&list)
    }

    func closeIdle() {
        let closing = idle
        idle = []
        for connection in closing { connection.close() }
    }
}

/// What all workers share of one upstream: how many requests and sockets it has open, touched once per lease, and its health.
package final class PeerLoad: Sendable {
    private let open = Atomic<Int>(0)
    package let health = PeerHealth()

    package init() {}

    package var count: Int { open.load(ordering: .relaxed) }
    package func add(_ difference: Int) { open.add(difference, ordering: .relaxed) }
}
