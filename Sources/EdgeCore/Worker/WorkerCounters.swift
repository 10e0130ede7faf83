/// What a worker has counted since it started. Plain integers: only the worker touches them; copies go out on request.
package struct WorkerCounters: Sendable {
    package var connections = 0
    package var handshakes = 0
    /// Those of `handshakes` that took up an earlier session.
    package var resumptions = 0
    package var handshakeFailures = 0
    package var requests = 0
    /// By first digit of the status: index 2 counts 2xx.
    package var responses = InlineArray<6, Int>(repeating: 0)
    package var upstreamFailures = 0
    /// Exchanges that did not go as they should, by `Failure.phrase`. The phrases are ours, so that their number is bounded.
    package var failures: [String: Failures] = [:]
    /// Tunnels since the start; their numbers.
    package var tunnels = 0
    package var closeCodes = CloseCodeCounts()
    package var openTunnels = 0
    /// Tunnels that were ended with a Close of ours.
    package var farewells = 0
    package var bytesIn = 0
    package var bytesOut = 0
    package var droppedLogRecords = 0
    package var sampledLogRecords = 0
    package var acceptPauses = 0
    /// Closed at once for a limit of clients or handshakes.
    package var refusedConnections = 0
    /// Bytes that are kept for others now; filled in when a copy is asked for.
    package var keptBytes = 0

    /// How many failed, and who was to blame.
    package struct Failures: Sendable {
        package let blame: Failure.Blame
        package var count = 0
    }

    package init() {}
}

extension WorkerCounters {
    /// The table is taken out meanwhile, as everything is that is worked on in place (see `RequestHead.Facts`).
    mutating func failed(_ failure: Failure) {
        var table: [String: Failures] = [:]
        swap(&table, &failures)
        table["\(failure.phrase)", default: Failures(blame: failure.blame)].count += 1
        swap(&table, &failures)
    }

    package mutating func add(_ other: WorkerCounters) {
        connections += other.connections
        handshakes += other.handshakes
        resumptions += other.resumptions
        handshakeFailures += other.handshakeFailures
        requests += other.requests
        for index in responses.indices { responses[index] += other.responses[index] }
        upstreamFailures += other.upstreamFailures
        for (phrase, other) in other.failures { failures[phrase, default: Failures(blame: other.blame)].count += other.count }
        tunnels += other.tunnels
        closeCodes.add(other.closeCodes)
        openTunnels += other.openTunnels
        farewells += other.farewells
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
        droppedLogRecords += other.droppedLogRecords
        sampledLogRecords += other.sampledLogRecords
        acceptPauses += other.acceptPauses
        refusedConnections += other.refusedConnections
        keptBytes += other.keptBytes
    }
}
