internal import CLinux
import Glibc
internal import Synchronization

/// The control plane's end of a worker: a mailbox, and the count of its open connections.
package final class WorkerHandle: Sendable {
    package typealias Command = @Sendable (Worker) -> Void

    package let index: Int
    private let mailbox = Mutex<[Command]>([])
    private let wakeUp: Int32
    private let connections = Atomic<Int>(0)

    init(index: Int) throws(IOError) {
        self.index = index
        wakeUp = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wakeUp >= 0 else { throw IOError(code: errno) }
    }

    deinit { if wakeUp >= 0 { close(wakeUp) } }

    var descriptor: Int32 { wakeUp }

    /// Has the worker do something on its own thread, at its next turn.
    package func post(_ command: @escaping Command) {
        let isFirst = mailbox.withLock { commands in
            commands.append(command)
            return commands.count == 1
        }
        // A worker that has not emptied its mailbox has been woken already.
        guard isFirst else { return }
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, 8)
    }

    /// Takes everything out, in order.
    func takeAll() -> [Command] {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp, &count, 8)
        return mailbox.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }

    /// Open downstream connections, for whoever accepts the next one.
    package var openConnections: Int { connections.load(ordering: .relaxed) }
    func connectionsChanged(by difference: Int) { connections.add(difference, ordering: .relaxed) }
}
