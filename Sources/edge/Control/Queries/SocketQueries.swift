internal import EdgeCore

/// `edge ws`
struct SocketsQuery: ControlQuery {
    typealias Answer = [SocketEntry]
    static let command = "ws"
}

/// `edge ws --close`
struct CloseSocketsQuery: ControlQuery {
    struct Answer: Codable, Sendable {
        var closed: Int
    }

    static let command = "ws-close"
    /// An id, an address, or a range in CIDR form; `nil` for all.
    var selection: String?
}

/// An open WebSocket as `edge ws` shows it.
struct SocketEntry: Codable, Sendable {
    var id: String
    /// The client's network, not its address.
    var client: String
    var host: String
    var userAgent: String
    var upstream: String
    var ageSeconds: Int
    var idleSeconds: Int
    var bytesIn: Int
    var bytesOut: Int

    enum CodingKeys: String, CodingKey {
        case id, client, host, upstream
        case userAgent = "user_agent"
        case ageSeconds = "age_secs"
        case idleSeconds = "idle_secs"
        case bytesIn = "bytes_in"
        case bytesOut = "bytes_out"
    }

    init(_ socket: OpenSocket) {
        id = socket.id
        client = socket.client.description
        host = socket.host
        userAgent = socket.userAgent
        upstream = socket.upstream
        ageSeconds = socket.age
        idleSeconds = socket.idle
        bytesIn = socket.bytesIn
        bytesOut = socket.bytesOut
    }
}
