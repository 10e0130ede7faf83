/// What a worker has counted since it started. Plain integers: only the worker touches them; copies go out on request.
package struct WorkerCounters: Sendable {
    package var connections = 0
    package var handshakes = 0
    package var handshakeFailures = 0
    package var requests = 0
    /// By first digit of the status: index 2 counts 2xx.
    package var responses = [0, 0, 0, 0, 0, 0]
    package var upstreamFailures = 0
    package var openTunnels = 0
    package var bytesIn = 0
    package var bytesOut = 0
    package var droppedLogRecords = 0
    package var acceptPauses = 0
    /// Closed at once for a limit of clients or handshakes.
    package var refusedConnections = 0

    package init() {}
}

extension WorkerCounters {
    package mutating func add(_ other: WorkerCounters) {
        connections += other.connections
        handshakes += other.handshakes
        handshakeFailures += other.handshakeFailures
        requests += other.requests
        for index in responses.indices { responses[index] += other.responses[index] }
        upstreamFailures += other.upstreamFailures
        openTunnels += other.openTunnels
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
        droppedLogRecords += other.droppedLogRecords
        acceptPauses += other.acceptPauses
        refusedConnections += other.refusedConnections
    }
}
