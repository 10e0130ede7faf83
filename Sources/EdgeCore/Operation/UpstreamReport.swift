/// One group of upstreams as the workers see it.
package struct UpstreamReport: Sendable {
    /// One address of the group.
    package struct Peer: Sendable {
        package let name: String
        /// Requests and sockets open, over all workers.
        package let open: Int
        /// Connections kept for the next request.
        package var idle: Int
        /// Whether requests are sent there: it took the last connection, and its health checks succeed where there are any.
        package var isUp: Bool
    }

    package let group: UpstreamGroup
    package var peers: [Peer]
    /// Requests that wait for it.
    package var held: Int

    package var name: String { peers.map(\.name).joined(separator: ", ") }

    mutating func add(_ other: UpstreamReport) {
        for index in peers.indices {
            peers[index].idle += other.peers[index].idle
            peers[index].isUp = peers[index].isUp && other.peers[index].isUp
        }
        held += other.held
    }
}

extension UpstreamPool {
    var report: UpstreamReport {
        UpstreamReport(
            group: group,
            peers: peers.map { peer in
                UpstreamReport.Peer(
                    name: peer.name, open: peer.load.count, idle: peer.idleConnections, isUp: isAvailable(peer))
            }, held: heldRequests)
    }
}
