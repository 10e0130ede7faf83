/// The numbers that a server tells about itself: one list for every way of telling them (swift-metrics, Prometheus text).
/// `docs/metrics.md` says the same; a test compares the two.
///
/// Labels are bounded: no name, path or address of a client ever becomes one.
package struct ServerMetric: Sendable {
    package enum Kind: String, Sendable {
        /// Only grows.
        case counter
        /// What is there now.
        case gauge
    }

    /// In Prometheus' form: unit last, `_total` for counters.
    package let name: String
    package let kind: Kind
    /// One sentence, without a full stop.
    package let help: String
    /// The label that tells the values apart; empty where there is one value.
    package let label: String
    /// The values by the label's values, in a fixed order.
    private let read: @Sendable (WorkerCounters, Int) -> [(String, Int)]

    /// The values, from counters summed over the workers and the number of open connections.
    package func values(_ counters: WorkerCounters, openConnections: Int) -> [(label: String, value: Int)] {
        read(counters, openConnections).map { (label: $0.0, value: $0.1) }
    }

    private init(
        counter name: String, _ help: String, label: String = "",
        read: @escaping @Sendable (WorkerCounters) -> [(String, Int)]
    ) {
        self.name = name
        self.help = help
        self.label = label
        kind = .counter
        self.read = { counters, _ in read(counters) }
    }

    private init(counter name: String, _ help: String, _ path: @escaping @Sendable (WorkerCounters) -> Int) {
        self.init(counter: name, help) { [("", path($0))] }
    }

    private init(gauge name: String, _ help: String, _ read: @escaping @Sendable (WorkerCounters, Int) -> Int) {
        self.name = name
        self.help = help
        label = ""
        kind = .gauge
        self.read = { [("", read($0, $1))] }
    }

    package static let all: [ServerMetric] = [
        ServerMetric(gauge: "edge_connections_open", "Connections of clients that are open") { $1 },
        ServerMetric(counter: "edge_connections_total", "Connections of clients that were accepted") { $0.connections },
        ServerMetric(counter: "edge_connections_refused_total", "Connections closed at once for a limit") {
            $0.refusedConnections
        },
        ServerMetric(counter: "edge_accept_pauses_total", "Pauses in accepting, for want of descriptors or room") {
            $0.acceptPauses
        },
        ServerMetric(counter: "edge_handshakes_total", "TLS handshakes that were completed") { $0.handshakes },
        ServerMetric(counter: "edge_handshake_failures_total", "TLS handshakes that failed or took too long") {
            $0.handshakeFailures
        },
        ServerMetric(counter: "edge_requests_total", "Requests that were begun") { $0.requests },
        ServerMetric(counter: "edge_responses_total", "Responses by class of status", label: "class") { counters in
            (1...5).map { ("\($0)xx", counters.responses[$0]) }
        },
        ServerMetric(counter: "edge_upstream_failures_total", "Requests that failed for the upstream") {
            $0.upstreamFailures
        },
        ServerMetric(gauge: "edge_websockets_open", "WebSockets and other tunnels that are open") { counters, _ in
            counters.openTunnels
        },
        ServerMetric(counter: "edge_websockets_told_total", "WebSockets that the edge has ended with a Close of its own") {
            $0.farewells
        },
        ServerMetric(counter: "edge_received_bytes_total", "Bytes of request bodies and of clients' sockets") { $0.bytesIn },
        ServerMetric(counter: "edge_sent_bytes_total", "Bytes of response bodies and to clients' sockets") { $0.bytesOut },
        ServerMetric(gauge: "edge_kept_bytes", "Bytes kept in memory for those who have not taken them") { counters, _ in
            counters.keptBytes
        },
        ServerMetric(counter: "edge_log_lines_dropped_total", "Access-log lines dropped because the writer was behind") {
            $0.droppedLogRecords
        },
        ServerMetric(counter: "edge_log_lines_sampled_total", "Access-log lines left out by `sampling`") {
            $0.sampledLogRecords
        },
    ]
}
