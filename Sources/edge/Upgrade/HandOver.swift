internal import EdgeCore
internal import EdgeTLS
internal import Logging

/// The running edge's side of an upgrade: hands everything to a successor, and drains once that serves. If the successor
/// fails on the way, nothing has changed.
struct HandOver: Sendable {
    let running: RunningEdge
    let control: ControlServer?
    let materials: CertificateMaterials
    let manager: ServiceManager
    let executor: BlockingExecutor
    let logger: Logger

    /// Deals with a connection on which a successor has introduced itself.
    func converse(_ connection: ControlConnection) async {
        guard let control, await running.beginHandOver() else {
            let reply = ControlReply<HandOverManifest>(error: "it hands over to another already, or stops")
            return await say(try? ControlCoding.line(reply), connection)
        }
        do {
            try await give(control, to: connection)
            let word = try await hear(connection)
            guard word == HandOverManifest.isReady else {
                throw Predecessor.Refusal(description: word ?? "it ended before it was ready")
            }
        } catch {
            logger.error("the successor could not start; this edge goes on", metadata: ["reason": "\(error)"])
            return await running.handOverFailed("\(error)")
        }
        logger.notice("a successor serves; draining")
        manager.beSilent()
        // A CA that came to verify an order of this edge would ask the successor, which knows nothing of it.
        materials.manager.finish()
        control.handOver()
        await running.handedOver()
        await say(HandOverManifest.isDraining, connection)
        await running.stop()
    }

    private func give(_ control: ControlServer, to connection: ControlConnection) async throws {
        let sockets = await running.server.listeningSockets()
        let addresses = sockets.map { HandOverManifest.Address(host: $0.address.host, port: $0.address.port) }
        let manifest = HandOverManifest(
            processIdentifier: EdgeProcess.identifier, version: EdgeVersion.number, listeners: addresses,
            ticketKeys: materials.ticketKeys.export())
        await say(try ControlCoding.line(ControlReply(error: nil, answer: manifest)), connection)
        guard try await hear(connection) == HandOverManifest.wantsDescriptors else {
            throw Predecessor.Refusal(description: "it did not take what it was given")
        }
        try await executor.run {
            for socket in sockets { try connection.send(descriptor: socket.descriptor) }
            try connection.send(descriptor: control.descriptor)
        }
    }

    private func hear(_ connection: ControlConnection) async throws -> String? {
        try await executor.run { try connection.readLine(within: HandOverManifest.patience) }
    }

    private func say(_ line: String?, _ connection: ControlConnection) async {
        guard let line else { return }
        try? await executor.run { try connection.writeLine(line) }
    }
}
