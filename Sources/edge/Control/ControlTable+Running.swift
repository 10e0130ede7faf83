internal import EdgeCore
internal import Logging

extension ControlTable {
    /// What a running edge answers.
    init(_ running: RunningEdge, handOver: HandOver, metrics: MetricsText, manager: ServiceManager) {
        self.init()
        on(ReloadQuery.self) { _ in
            try await running.reload(because: "edge reload")
            return ControlMessage(message: "reloaded; every worker has the new configuration")
        }
        on(StopQuery.self) { _ in
            manager.stopping()
            await running.stop()
            return ControlMessage(message: "stopping")
        }
        on(StatusQuery.self) { _ in try await running.status() }
        on(CertificatesQuery.self) { _ in try await running.certificates() }
        on(MetricsQuery.self) { _ in MetricsQuery.Answer(text: try await metrics.text()) }
        on(UpgradeQuery.self) { _ in try await Upgrade(running: running, logger: handOver.logger).run() }
        on(command: HandOverManifest.command) { await handOver.converse($0) }
        answerAboutSockets(of: running.server)
    }

    private mutating func answerAboutSockets(of server: EdgeServer) {
        on(SocketsQuery.self) { _ in await server.openSockets().map(SocketEntry.init) }
        on(CloseSocketsQuery.self) { query in
            guard let selection = query.selection.map(SocketSelection.init) ?? .all else {
                throw ControlClient.Refused(description: "\"\(query.selection ?? "")\" is no socket's id, address or range")
            }
            let farewell = TunnelFarewell(code: .serviceRestart, reason: "closed by the operator")
            return CloseSocketsQuery.Answer(closed: await server.closeSockets(selection, with: farewell))
        }
        on(DrainQuery.self) { query in
            if query.ends {
                await server.acceptSockets()
                return ControlMessage(message: "new WebSockets are taken again")
            }
            let count = await server.drainSockets()
            return ControlMessage(
                message: "\(count) open WebSockets are being closed, one by one; new ones get 503 until `edge drain --end`",
                sockets: count)
        }
    }
}
