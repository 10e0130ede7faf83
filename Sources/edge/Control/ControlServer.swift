internal import EdgeCore
import Glibc
internal import Logging

/// The running edge's end of the control socket: mode 0600, one request and one reply a connection.
final class ControlServer: Sendable {
    struct Taken: Error, CustomStringConvertible {
        let path: String
        var description: String { "another running edge holds the control socket \(path)" }
    }

    let path: String
    private let listener: ControlListener
    private let executor: BlockingExecutor

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

    /// Answers requests until `stop`.
    func run(_ answer: @escaping @Sendable (ControlRequest) async -> ControlReply) async {
        await withTaskGroup(of: Void.self) { group in
            while let accepted = try? await executor.run({ self.listener.accept() }) {
                group.addTask { await self.serve(accepted, answer) }
            }
        }
    }

    private func serve(
        _ accepted: AcceptedSocket, _ answer: @Sendable (ControlRequest) async -> ControlReply
    ) async {
        let reply: ControlReply
        do {
            guard let line = try await executor.run({ try accepted.readLine(within: Self.patience) }) else { return }
            reply = await answer(try ControlCoding.decode(ControlRequest.self, from: line))
        } catch {
            reply = ControlReply(error: "the request was not understood: \(error)")
        }
        try? await executor.run { try accepted.writeLine(try ControlCoding.line(reply)) }
    }

    func stop() {
        listener.stop()
        unsafe unlink(path)
    }
}
