internal import Logging

/// `edge upgrade`, in the edge that is to be replaced: starts the successor, and waits until it serves.
struct Upgrade {
    let running: RunningEdge
    let logger: Logger

    private static let interval = Duration.milliseconds(50)

    /// - Throws: why the successor does not serve; this edge goes on then.
    func run() async throws -> ControlMessage {
        await running.forgetFailedHandOver()
        guard try await !running.hasHandedOver() else {
            throw ControlClient.Refused(description: "this edge has been replaced already")
        }
        let child = try Successor.start()
        logger.notice("upgrading", metadata: ["program": "\(Successor.path)", "process": "\(child)"])
        let deadline = ContinuousClock.now + .seconds(HandOverManifest.patience)
        while ContinuousClock.now < deadline {
            if try await running.hasHandedOver() { return served(by: child) }
            if let end = Successor.hasEnded(child) {
                throw Successor.Failure(
                    description: "\(Successor.path) ended (\(end)) before it served; this edge goes on, and its log says why")
            }
            // Cancelled, this edge has ended already: with nothing open the drain is short.
            guard (try? await Task.sleep(for: Self.interval)) != nil else { break }
        }
        if try await running.hasHandedOver() { return served(by: child) }
        Successor.end(child)
        throw Successor.Failure(description: "\(Successor.path) was not ready in time and was ended; this edge goes on")
    }

    private func served(by child: Int32) -> ControlMessage {
        ControlMessage(message: "process \(child) serves now; the one before drains")
    }
}
