internal import CLinux
import Glibc
internal import Synchronization

/// The control plane's end of a worker: a mailbox, and the count of its open connections.
package final class WorkerHandle: Sendable {
    package typealias Command = @Sendable (Worker) -> Void

    package let index: Int
    private struct Mail {
        var commands: [Command] = []
        /// What the worker had counted when it ended.
        var finalCounters: WorkerCounters?
    }

    private let mailbox = Mutex(Mail())
    private let wakeUp: Int32
    private let connections = Atomic<Int>(0)
    private let tunnels = Atomic<Int>(0)

    init(index: Int) throws(IOError) {
        self.index = index
        wakeUp = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard wakeUp >= 0 else { throw IOError(code: errno) }
    }

    deinit { if wakeUp >= 0 { close(wakeUp) } }

    var descriptor: Int32 { wakeUp }

    /// Has the worker do something on its own thread, at its next turn.
    ///
    /// - Returns: `false` when the worker has ended: nothing will be done.
    @discardableResult
    package func post(_ command: @escaping Command) -> Bool {
        let (isTaken, isFirst) = mailbox.withLock { mail in
            guard mail.finalCounters == nil else { return (false, false) }
            mail.commands.append(command)
            return (true, mail.commands.count == 1)
        }
        // A worker that has not emptied its mailbox has been woken already.
        if isFirst {
            var one: UInt64 = 1
            _ = unsafe write(wakeUp, &one, 8)
        }
        return isTaken
    }

    /// What the worker has counted: asked of it, or left behind at its end.
    func counters() async -> WorkerCounters {
        let counted = await withCheckedContinuation { (continuation: CheckedContinuation<WorkerCounters?, Never>) in
            if !post({ continuation.resume(returning: $0.currentCounters) }) { continuation.resume(returning: nil) }
        }
        return counted ?? mailbox.withLock { $0.finalCounters } ?? WorkerCounters()
    }

    /// The worker has ended: what it has been told and has not done yet comes back, and nothing more is taken.
    func end(_ counters: WorkerCounters) -> [Command] {
        mailbox.withLock { mail in
            defer { mail.commands = [] }
            mail.finalCounters = counters
            return mail.commands
        }
    }

    /// Takes everything out, in order.
    func takeAll() -> [Command] {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp, &count, 8)
        return mailbox.withLock { mail in
            defer { mail.commands = [] }
            return mail.commands
        }
    }

    /// Open downstream connections, for whoever accepts the next one.
    package var openConnections: Int { connections.load(ordering: .relaxed) }
    func connectionsChanged(by difference: Int) { connections.add(difference, ordering: .relaxed) }

    /// Open tunnels, so that many that end together can be spread over all workers.
    package var openTunnels: Int { tunnels.load(ordering: .relaxed) }
    func tunnelsChanged(by difference: Int) { tunnels.add(difference, ordering: .relaxed) }
}
