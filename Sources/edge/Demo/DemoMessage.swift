/// What travels over the demo's WebSocket, as JSON text.
struct DemoMessage: Codable, Sendable {
    enum Kind: String, Codable, Sendable {
        /// Someone said something; with `file`, someone shared it.
        case message
        /// How many sockets are open.
        case presence
        /// A heartbeat, and its answer.
        case ping, pong
    }

    var type: Kind
    var from: String?
    var text: String?
    var file: DemoFile?
    var count: Int?
}

/// An uploaded file, as the chat tells of it.
struct DemoFile: Codable, Sendable {
    var id: String
    var name: String
    /// In bytes.
    var size: Int
}
