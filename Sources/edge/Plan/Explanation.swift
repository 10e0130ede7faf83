internal import EdgeCore

/// The effective configuration with every default, for `edge explain`.
struct Explanation: Encodable {
    struct Site: Encodable {
        let url: String
        let target: String
        let certificate: String?
        let acmeWebroot: String?
        let maxBodyBytes: Int
        /// How many large bodies are taken at once.
        let maxUploads: String?
        let accessLog: Bool
        /// What is done with requests, in order.
        let routes: [String]
        /// What is done with failures, in order.
        let errorRoutes: [String]
    }

    struct Listener: Encodable {
        let address: String
        let tls: Bool
        let protocols: [String]
        let unknownHosts: String
        /// Who has to send a PROXY header.
        let proxyProtocol: [String]
    }

    let sites: [Site]
    let listeners: [Listener]
    let workers: String
    let trustedProxies: [String]
    let clientIPHeaders: [String]
    /// In seconds.
    let timeouts: [String: Double]
    let limits: [String: Int]

    init(_ plan: EdgePlan) {
        let server = plan.server
        sites = zip(plan.entries, server.sites).map { entry, site in
            Site(
                url: entry.url, target: entry.target, certificate: entry.certificate, acmeWebroot: entry.acmeWebroot,
                maxBodyBytes: site.bodyBytes ?? server.limits.bodyBytes,
                maxUploads: site.uploads.map { "\($0.count) over \($0.over) bytes" }, accessLog: site.isLogged,
                routes: RouteText.lines(site.routes), errorRoutes: RouteText.lines(site.errorRoutes))
        }
        listeners = server.listeners.map { listener in
            let protocols = listener.protocols.map { $0.provider.applicationProtocol.description } + ["http/1.1"]
            let unknown =
                switch listener.unmatched {
                case .notFound: "404"
                case .redirectToHTTPS(let port): "308 to https on port \(port)"
                }
            return Listener(
                address: listener.address.description, tls: listener.transport.isEncrypted, protocols: protocols,
                unknownHosts: unknown,
                proxyProtocol: listener.proxyProtocol?.senders.map(\.description) ?? [])
        }
        workers = server.workers.map(String.init) ?? "one per core"
        trustedProxies = server.trustedProxies.ranges.map(\.description)
        clientIPHeaders = server.trustedProxies.clientAddressFields
        timeouts = Self.timeouts(server.timeouts)
        limits = Self.limits(server.limits)
    }

    private static func timeouts(_ timeouts: Timeouts) -> [String: Double] {
        let values: [(String, Duration)] = [
            ("read_header", timeouts.readHead), ("read_body", timeouts.readBody), ("write", timeouts.write),
            ("idle", timeouts.idle), ("dial_timeout", timeouts.connect),
            ("response_header_timeout", timeouts.responseHead), ("lb_try_duration", timeouts.hold),
            ("min_rate window", timeouts.minimumRateWindow), ("grace_period", timeouts.grace),
            ("drain_window", timeouts.drainWindow),
        ]
        return Dictionary(uniqueKeysWithValues: values.map { ($0.0, $0.1 / .seconds(1)) })
    }

    private static func limits(_ limits: Limits) -> [String: Int] {
        [
            "head": limits.headBytes, "line": limits.requestLineBytes, "fields": limits.fieldCount,
            "max_body": limits.bodyBytes, "pending": limits.unsentBytes,
            "worker_pending": limits.workerUnsentBytes, "held": limits.heldRequests,
            "connections": limits.connections, "connections_per_client": limits.connectionsPerClient,
            "handshakes": limits.handshakes, "websockets": limits.webSockets,
            "websockets_per_client": limits.webSocketsPerClient, "log_queue": limits.logQueueLines,
            "min_rate": limits.minimumBytesPerSecond,
        ]
    }

    /// For people.
    var text: String {
        var lines = ["sites"]
        for site in sites {
            lines.append("  \(site.url) -> \(site.target)")
            if let certificate = site.certificate { lines.append("    certificate        \(certificate)") }
            if let folder = site.acmeWebroot { lines.append("    acme_webroot       \(folder)") }
            lines.append("    max_body           \(Self.size(site.maxBodyBytes))")
            if let uploads = site.maxUploads { lines.append("    max_uploads        \(uploads)") }
            lines.append("    access log         \(site.accessLog ? "on" : "off")")
            lines += site.routes.map { "    | \($0)" }
            if !site.errorRoutes.isEmpty { lines.append("    failures") }
            lines += site.errorRoutes.map { "    | \($0)" }
        }
        lines.append("listeners")
        for listener in listeners {
            let protocols = listener.protocols.joined(separator: " ")
            let kind = listener.tls ? "https" : "http"
            lines.append("  \(listener.address) \(kind), \(protocols); unknown hosts: \(listener.unknownHosts)")
            guard !listener.proxyProtocol.isEmpty else { continue }
            lines.append("    proxy_protocol     from \(listener.proxyProtocol.joined(separator: " "))")
        }
        lines.append("workers              \(workers)")
        lines.append("trusted_proxies      \(trustedProxies.isEmpty ? "nobody" : trustedProxies.joined(separator: " "))")
        lines.append("client_ip_headers    \(clientIPHeaders.joined(separator: " "))")
        lines.append("timeouts")
        lines += timeouts.sorted { $0.key < $1.key }.map { "  " + $0.key.padded(to: 25) + Self.seconds($0.value) }
        lines.append("limits")
        lines += limits.sorted { $0.key < $1.key }.map { "  " + $0.key.padded(to: 25) + String($0.value) }
        return lines.joined(separator: "\n")
    }

    private static func size(_ bytes: Int) -> String {
        bytes % (1 << 20) == 0 ? "\(bytes >> 20)MiB" : "\(bytes) bytes"
    }

    private static func seconds(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))s" : "\(Int(value * 1000))ms"
    }
}
