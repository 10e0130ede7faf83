internal import EdgeCore

extension RunningEdge {
    func status() async throws -> EdgeStatus {
        guard let report = await server.report() else { throw ControlClient.Refused(description: "the edge does not serve yet") }
        let total = report.total
        return EdgeStatus(
            version: EdgeVersion.number, processIdentifier: EdgeProcess.identifier,
            uptimeSeconds: Int((ContinuousClock.now - started).components.seconds), configuration: source.name,
            addresses: await server.listeningAddresses.map(\.description),
            sites: plan.entries.map { EdgeStatus.Site(url: $0.url, target: $0.target, certificate: $0.certificate) },
            upstreams: total.upstreams.flatMap(EdgeStatus.Upstream.all),
            connections: report.connectionsByWorker.reduce(0, +), connectionsByWorker: report.connectionsByWorker,
            openSockets: total.counters.openTunnels, refusesSockets: total.refusesSockets, requests: total.counters.requests)
    }
}

extension EdgeStatus.Upstream {
    static func all(of group: UpstreamReport) -> [EdgeStatus.Upstream] {
        group.peers.map { peer in
            EdgeStatus.Upstream(name: peer.name, isAway: !peer.isUp, open: peer.open, idle: peer.idle, held: group.held)
        }
    }
}
