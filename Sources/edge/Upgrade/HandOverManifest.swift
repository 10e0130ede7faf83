/// What a running edge hands to its successor, told before the descriptors follow: one for each listener in this order, then the
/// control socket's.
struct HandOverManifest: Codable, Sendable {
    /// An address as the configuration asks for it.
    struct Address: Codable, Sendable {
        var host: String?
        var port: Int
    }

    var processIdentifier: Int32
    var version: String
    var listeners: [Address]
    /// Keys of session tickets, from memory to memory: never in a file.
    var ticketKeys: [UInt8]

    static let command = "take-over"
    /// What the successor says when it wants the descriptors: text and descriptors must not be in the stream together.
    static let wantsDescriptors = "descriptors"
    static let isReady = "ready"
    static let isDraining = "draining"
    /// Seconds that either waits for the other's word, and for a successor to be ready.
    static let patience = 60
}

/// The first line of a hand-over.
struct TakeOverQuery: ControlQuery {
    typealias Answer = HandOverManifest
    static let command = HandOverManifest.command
    /// The successor's version, for the log.
    var version: String
}
