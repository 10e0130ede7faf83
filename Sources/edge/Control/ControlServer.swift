internal import EdgeCore
import Glibc
internal import Logging
internal import Synchronization

/// The running edge's end of the control socket: mode 0600, one request and one reply a connection.
final class ControlServer: Sendable {
    struct Taken: Error, CustomStringConvertible {
        let path: String
        var description: String { "another running edge holds the control socket \(path)" }
    }

    let path: String
    private let listener: ControlListener
    private let executor: BlockingExecutor
    /// Whether the path goes with us when we end; not once the next edge listens there.
    private let ownsPath = Atomic<Bool>(true)

    /// Seconds that a peer may take for its line.
    private static let patience = 5

    /// Takes the path over from an edge that is no more; not from one that answers.
    init(path: String, executor: BlockingExecutor) throws {
        if (try? LineSocket.connecting(to: path)) != nil { throw Taken(path: path) }
        unsafe unlink(path)
        // The socket must never be open to others, not even between bind and chmod.
        let mask = umask(0o177)
        defer { umask(mask) }
        do { listener = ControlListener(try Socket.listening(on: .unix(path), dualStack: false, backlog: 16)) } catch {
            throw LineSocket.Failure(description: "the control socket \(path) could not be made: \(error.text)")
        }
        self.path = path
        self.executor = executor
    }

    /// Goes on listening where the edge before did.
    init(path: String, inheriting listener: ControlListener, executor: BlockingExecutor) {
        self.listener = listener
        self.path = path
        self.executor = executor
    }

    /// For the next edge.
    var descriptor: Int32 { listener.descriptor }

    /// Answers requests until `stop`.
    func run(_ table: ControlTable) async {
        // Discarding, or the results of all that were ever served would be kept for somebody to ask for.
        await withDiscardingTaskGroup { group in
            while let accepted = try? await executor.run({ self.listener.accept() }) {
                group.addTask { await self.serve(accepted, table) }
            }
        }
    }

    private func serve(_ accepted: ControlConnection, _ table: ControlTable) async {
        guard let line = try? await executor.run({ try accepted.readLine(within: Self.patience) }),
            let reply = await table.answer(line, on: accepted)
        else { return }
        try? await executor.run { try accepted.writeLine(reply) }
    }

    /// Stops answering; the next edge has the socket.
    func handOver() {
        ownsPath.store(false, ordering: .relaxed)
        listener.stop()
    }

    func stop() {
        listener.stop()
        if ownsPath.exchange(false, ordering: .relaxed) { unsafe unlink(path) }
    }
}
