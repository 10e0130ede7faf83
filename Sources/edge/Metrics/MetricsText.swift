internal import EdgeCore
internal import EdgeTLS
import HTTPTypes
internal import Synchronization

/// Everything that the running edge counts, as Prometheus reads it. `docs/metrics.md` lists it; a test compares the two.
final class MetricsText: Sendable {
    private let running = Mutex<RunningEdge?>(nil)

    struct NotRunning: Error, CustomStringConvertible {
        var description: String { "the edge does not serve yet" }
    }

    /// From here on there is something to tell.
    func tell(of running: RunningEdge) { self.running.withLock { $0 = running } }

    /// The site that answers on the loopback listener.
    func site(on address: ListenAddress) -> Site {
        let handler = RequestHandler(name: "metrics") { [self] _, _, writer in
            var head = HTTPResponse(status: .ok)
            head.headerFields[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
            try await writer.respond(head, body: try await text())
        }
        return Site([.any], on: [address], routes: [Route(.handle(handler), pathPrefix: "/metrics")], isLogged: false)
    }

    /// - Throws: `NotRunning`.
    func text() async throws -> String {
        guard let running = running.withLock({ $0 }), let report = await running.server.report() else { throw NotRunning() }
        var text = PrometheusText()
        writeServer(report, to: &text)
        writeSites(report, to: &text)
        writeSockets(report.total, to: &text)
        writeUpstreams(report.total, to: &text)
        writeLoops(report, to: &text)
        writeCertificates(await running.plan, to: &text)
        ProcessMetrics.write(to: &text)
        return text.text
    }

    // MARK: Families

    /// What embedders get through swift-metrics too.
    private func writeServer(_ report: ServerReport, to text: inout PrometheusText) {
        let connections = report.connectionsByWorker.reduce(0, +)
        for metric in ServerMetric.all {
            text.family(metric.name, metric.kind == .counter ? .counter : .gauge, metric.help)
            for (label, value) in metric.values(report.total.counters, openConnections: connections) {
                text.sample(metric.name, metric.label.isEmpty ? [] : [(metric.label, label)], value)
            }
        }
        text.family("edge_failures_total", .counter, "Exchanges that did not go as they should, by who is to blame and why")
        for (reason, failures) in report.total.counters.failures.sorted(by: { $0.key < $1.key }) {
            text.sample("edge_failures_total", [("blame", failures.blame.rawValue), ("reason", reason)], failures.count)
        }
    }

    private func writeSites(_ report: ServerReport, to text: inout PrometheusText) {
        let traffic = report.total.traffic
        let rows = report.siteNames.prefix(traffic.rows).enumerated().map { ($0, $1.isEmpty ? "none" : $1) }
        text.family("edge_http_requests_total", .counter, "Requests answered, and sockets opened, by site")
        for (row, site) in rows { writeRequests(of: site, row, traffic, to: &text) }
        let duration = "edge_http_request_duration_seconds"
        text.family(duration, .histogram, "From a request's head to the end of its answer; for a socket, until it opens")
        for (row, site) in rows where traffic.durations(row: row).contains(where: { $0 > 0 }) {
            text.histogram(
                duration, [("site", site)], bounds: TrafficTable.durationBounds, counts: traffic.durations(row: row),
                sum: Double(traffic.durationSum(row: row)) / 1_000_000_000)
        }
        text.family("edge_http_received_bytes_total", .counter, "Bytes of request bodies and from sockets, counted at their end")
        for (row, site) in rows {
            text.sample("edge_http_received_bytes_total", [("site", site)], traffic.bytesReceived(row: row))
        }
        text.family("edge_http_sent_bytes_total", .counter, "Bytes of response bodies and to sockets, counted at their end")
        for (row, site) in rows { text.sample("edge_http_sent_bytes_total", [("site", site)], traffic.bytesSent(row: row)) }
    }

    private func writeRequests(of site: String, _ row: Int, _ traffic: TrafficTable, to text: inout PrometheusText) {
        for (version, name) in TrafficTable.protocols.enumerated() {
            for statusClass in 0..<TrafficTable.statusClasses {
                for blame in TrafficTable.blames {
                    let count = traffic.requests(row: row, version: version, statusClass: statusClass, blame: blame)
                    guard count > 0 else { continue }
                    let code = statusClass == 0 ? "none" : "\(statusClass)xx"
                    let labels = [("site", site), ("protocol", name), ("code", code), ("blame", blame?.rawValue ?? "none")]
                    text.sample("edge_http_requests_total", labels, count)
                }
            }
        }
    }

    private func writeSockets(_ total: WorkerReport, to text: inout PrometheusText) {
        text.family("edge_websockets_total", .counter, "WebSockets and other tunnels that were opened")
        text.sample("edge_websockets_total", total.counters.tunnels)
        text.family("edge_websockets_by_age", .gauge, "WebSockets open now, by their age; le is in seconds")
        let bounds = WorkerReport.ageBounds.map { "\($0)" } + ["+Inf"]
        var open = 0
        for (bound, count) in zip(bounds, total.ages) {
            open += count
            text.sample("edge_websockets_by_age", [("le", bound)], open)
        }
        text.family("edge_websockets_closed_total", .counter, "WebSockets that ended, by close code; 1006 is none at all")
        for (code, count) in zip(CloseCodeCounts.labels, total.counters.closeCodes.counts) where count > 0 {
            text.sample("edge_websockets_closed_total", [("code", code)], count)
        }
        text.family("edge_tls_resumptions_total", .counter, "TLS handshakes that took up an earlier session")
        text.sample("edge_tls_resumptions_total", total.counters.resumptions)
    }

    /// One address may be in several groups; it is told of once.
    private func writeUpstreams(_ total: WorkerReport, to text: inout PrometheusText) {
        var upstreams: [String: (isHealthy: Bool, open: Int, idle: Int)] = [:]
        for group in total.upstreams {
            for peer in group.peers {
                let known = upstreams[peer.name] ?? (true, 0, 0)
                upstreams[peer.name] = (known.isHealthy && peer.isUp, known.open + peer.open, known.idle + peer.idle)
            }
        }
        let sorted = upstreams.sorted { $0.key < $1.key }
        text.family("edge_upstream_healthy", .gauge, "Whether requests are sent to the upstream")
        for (name, upstream) in sorted { text.sample("edge_upstream_healthy", [("upstream", name)], upstream.isHealthy ? 1 : 0) }
        text.family("edge_upstream_open", .gauge, "Requests and sockets open at the upstream")
        for (name, upstream) in sorted { text.sample("edge_upstream_open", [("upstream", name)], upstream.open) }
        text.family("edge_upstream_idle_connections", .gauge, "Connections kept for the next request")
        for (name, upstream) in sorted { text.sample("edge_upstream_idle_connections", [("upstream", name)], upstream.idle) }
        text.family("edge_upstream_held_requests", .gauge, "Requests that wait for an upstream which is away")
        let held = Dictionary(total.upstreams.map { ($0.name, $0.held) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
        for (name, count) in held { text.sample("edge_upstream_held_requests", [("upstream", name)], count) }
    }

    private func writeLoops(_ report: ServerReport, to text: inout PrometheusText) {
        let name = "edge_loop_turn_seconds"
        text.family(name, .histogram, "How long a worker's turns take: what a connection may have to wait for the others")
        let bounds = TurnTimes.bounds.map { Double($0) / 1000 }
        for (worker, turns) in report.turnsByWorker.enumerated() {
            text.histogram(
                name, [("worker", "\(worker)")], bounds: bounds, counts: turns.counts, sum: Double(turns.total) / 1_000_000_000)
        }
    }

    private func writeCertificates(_ plan: EdgePlan, to text: inout PrometheusText) {
        let name = "edge_certificate_expiry_timestamp_seconds"
        text.family(name, .gauge, "When a certificate expires, in seconds since 1970")
        var seen: Set<String> = []
        for credential in plan.certificates.flatMap(\.current.credentials) {
            let info = credential.info
            guard seen.insert(info.fingerprint).inserted else { continue }
            let subject = info.dnsNames.first ?? info.ipAddresses.first ?? info.subject
            text.sample(name, [("name", subject), ("fingerprint", String(info.fingerprint.prefix(16)))], info.notAfter)
        }
    }
}
