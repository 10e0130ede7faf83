/// `edge reload`
struct ReloadQuery: ControlQuery {
    typealias Answer = ControlMessage
    static let command = "reload"
}

/// `edge stop`
struct StopQuery: ControlQuery {
    typealias Answer = ControlMessage
    static let command = "stop"
}

/// `edge drain`
struct DrainQuery: ControlQuery {
    typealias Answer = ControlMessage
    static let command = "drain"
    /// Takes new WebSockets again instead.
    var ends: Bool
}

/// `edge upgrade`
struct UpgradeQuery: ControlQuery {
    typealias Answer = ControlMessage
    static let command = "upgrade"
}

/// `edge metrics`
struct MetricsQuery: ControlQuery {
    struct Answer: Codable, Sendable {
        var text: String
    }

    static let command = "metrics"
}
