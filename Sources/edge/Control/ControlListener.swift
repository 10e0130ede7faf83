internal import CLinux
internal import EdgeCore
import Glibc
internal import Synchronization

/// A listening unix socket for a thread that may block, stoppable from another. Stopping leaves the socket itself alone: the
/// next edge may have it too.
final class ControlListener: Sendable {
    let descriptor: Int32
    private let wakeUp: Int32

    init(_ socket: Socket) {
        descriptor = socket.detach()
        wakeUp = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    }

    deinit {
        close(descriptor)
        if wakeUp >= 0 { close(wakeUp) }
    }

    /// Waits for the next connection; `nil` once stopped.
    func accept() -> ControlConnection? {
        let socket = Socket(descriptor: descriptor)
        defer { _ = socket.detach() }
        while true {
            var entries = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&entries, 2, -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0, entries[1].revents == 0 else { return nil }
            guard let accepted = try? socket.accept() else { continue }
            return ControlConnection(LineSocket(Socket(descriptor: accepted.socket.detach())))
        }
    }

    /// Wakes the waiting thread, which then finds the end.
    func stop() {
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, 8)
    }
}

/// A control connection that several threads use one after the other.
final class ControlConnection: Sendable {
    private let socket: Mutex<LineSocket>

    init(_ socket: consuming sending LineSocket) { self.socket = Mutex(socket) }

    func readLine(within seconds: Int) throws -> String? { try socket.withLock { try $0.readLine(within: seconds) } }
    func writeLine(_ line: String) throws { try socket.withLock { try $0.writeLine(line) } }
    func send(descriptor: Int32) throws { try socket.withLock { try $0.send(descriptor: descriptor) } }
}
