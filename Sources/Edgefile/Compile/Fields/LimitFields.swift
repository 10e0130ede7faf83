/// What the blocks of `limits` and `proxy_protocol` may hold.
enum LimitFields {
    static var all: [Field<LimitSettings>] {
        [
            .integer("connections", "10000", \.connections),
            .integer("connections_per_client", "200", \.connectionsPerClient),
            .integer("websockets", "5000", \.webSockets),
            .integer("websockets_per_client", "20", \.webSocketsPerClient),
            .integer("handshakes", "200", \.handshakes),
            .integer("streams", "128", \.streams),
            .size("head", "64KiB", \.head),
            .size("line", "16KiB", \.line),
            .integer("fields", "100", \.fields),
            .size("pending", "1MiB", \.pending),
            .size("worker_pending", "64MiB", \.workerPending),
            .integer("held", "1000", \.held),
            .integer("log_queue", "10000", \.logQueue),
            .size("message_size", "1MiB", \.messageSize),
        ]
    }

    static var proxyProtocol: [Field<ProxyProtocolSettings>] {
        [
            .ranges("allow", "10.0.0.0/8", \.allow),
            .ranges("deny", "10.0.0.9", \.deny),
            .duration("timeout", "2s", \.timeout),
            .custom("fallback_policy", "fallback_policy reject") { _, _, _ in },
        ]
    }
}
