import FoundationEssentials

/// What a command asks of the running edge, one JSON line on the control socket.
struct ControlRequest: Codable, Sendable {
    enum Command: String, Codable, Sendable { case reload, stop, status }

    var command: Command
}

/// What the running edge answers, one JSON line.
struct ControlReply: Codable, Sendable {
    /// What went wrong, in words; `nil` when nothing did.
    var error: String?
    /// For people.
    var message: String?
    var status: EdgeStatus?
}

/// What `edge status` shows.
struct EdgeStatus: Codable, Sendable {
    var version: String
    var processIdentifier: Int32
    var uptimeSeconds: Int
    var configuration: String
    var addresses: [String]
    var sites: [String]
    var connections: Int
    var connectionsByWorker: [Int]
    var openSockets: Int
    var requests: Int

    enum CodingKeys: String, CodingKey {
        case version, configuration, addresses, sites, connections, requests
        case processIdentifier = "pid"
        case uptimeSeconds = "uptime_secs"
        case connectionsByWorker = "connections_by_worker"
        case openSockets = "open_sockets"
    }
}

/// JSON in one line, keys in a fixed order.
enum ControlCoding {
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from line: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(line.utf8))
    }
}
