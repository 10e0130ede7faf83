internal import EdgeCore
import Glibc
internal import Synchronization

/// A listening unix socket for a thread that may block, stoppable from another.
final class ControlListener: Sendable {
    private let descriptor: Int32

    init(_ socket: Socket) { descriptor = socket.detach() }

    deinit { close(descriptor) }

    /// Waits for the next connection; `nil` once stopped.
    func accept() -> AcceptedSocket? {
        let socket = Socket(descriptor: descriptor)
        defer { _ = socket.detach() }
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&entry, 1, -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0, entry.revents & Int16(POLLHUP) == 0 else { return nil }
            guard let accepted = try? socket.accept() else { continue }
            return AcceptedSocket(LineSocket(Socket(descriptor: accepted.socket.detach())))
        }
    }

    /// Wakes the waiting thread, which then finds the end.
    func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

/// A control connection that several threads use one after the other.
final class AcceptedSocket: Sendable {
    private let socket: Mutex<LineSocket>

    init(_ socket: consuming sending LineSocket) { self.socket = Mutex(socket) }

    func readLine(within seconds: Int) throws -> String? { try socket.withLock { try $0.readLine(within: seconds) } }
    func writeLine(_ line: String) throws { try socket.withLock { try $0.writeLine(line) } }
}
