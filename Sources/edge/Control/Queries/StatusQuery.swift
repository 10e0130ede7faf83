/// `edge status`
struct StatusQuery: ControlQuery {
    typealias Answer = EdgeStatus
    static let command = "status"
}

/// What `edge status` shows.
struct EdgeStatus: Codable, Sendable {
    /// One address of one site.
    struct Site: Codable, Sendable {
        var url: String
        var target: String
        var certificate: String?
    }

    /// One address that requests are sent to.
    struct Upstream: Codable, Sendable {
        var name: String
        /// It refused the last connection, or its health check fails.
        var isAway: Bool
        /// Requests and sockets open.
        var open: Int
        /// Connections kept for the next request.
        var idle: Int
        /// Requests that wait for the group it belongs to.
        var held: Int

        enum CodingKeys: String, CodingKey {
            case name, open, idle, held
            case isAway = "away"
        }
    }

    var version: String
    var processIdentifier: Int32
    var uptimeSeconds: Int
    var configuration: String
    var addresses: [String]
    var sites: [Site]
    var upstreams: [Upstream]
    var connections: Int
    var connectionsByWorker: [Int]
    var openSockets: Int
    /// Whether new WebSockets are refused (`edge drain`).
    var refusesSockets: Bool
    var requests: Int

    enum CodingKeys: String, CodingKey {
        case version, configuration, addresses, sites, upstreams, connections, requests
        case processIdentifier = "pid"
        case uptimeSeconds = "uptime_secs"
        case connectionsByWorker = "connections_by_worker"
        case openSockets = "open_sockets"
        case refusesSockets = "draining"
    }
}
