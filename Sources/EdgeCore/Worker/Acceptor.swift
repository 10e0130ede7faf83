/// One listener on one worker: accepts, and gives each connection to the worker with the fewest open ones.
///
/// Every worker waits on the same descriptor; the kernel wakes one (EPOLLEXCLUSIVE). Left to itself that gives nearly all to
/// one worker, and SO_REUSEPORT cannot follow churn: long-lived sockets stay balanced only if whoever accepts looks at the
/// counts.
package final class Acceptor: EventTarget, AlarmOwner {
    package let socket: ListeningSocket
    /// What connections are told; replaced when a configuration is adopted.
    var listener: CompiledListener
    private unowned let worker: Worker
    /// The descriptor, borrowed from its owner.
    private let view: Socket
    private let alarm = Alarm()
    private var isPaused = true
    /// Not before this time is it said again that accepting pauses: at the limit each end of a connection lets one in and pauses.
    private var nextNote = Instant(nanoseconds: 0)

    /// Connections accepted in one turn before the others get their turn.
    private static let acceptsPerTurn = 64
    /// How soon to look again after running out of descriptors, if none of ours is freed before.
    private static let pause = Interval.milliseconds(250)
    private static let silence = Interval.seconds(10)

    init(socket: ListeningSocket, listener: CompiledListener, worker: Worker) {
        self.socket = socket
        self.listener = listener
        self.worker = worker
        view = Socket(descriptor: socket.descriptor)
    }

    deinit { _ = view.detach() }

    func start() throws(IOError) {
        try worker.loop.registerListener(self, descriptor: socket.descriptor)
        isPaused = false
    }

    func stop() {
        alarm.cancel()
        guard !isPaused else { return }
        isPaused = true
        worker.loop.remove(self, descriptor: socket.descriptor)
    }

    package override func ready(_ readiness: Readiness) {
        for _ in 0..<Self.acceptsPerTurn {
            guard worker.hasRoomForConnection else { return pauseAccepting("the limit of connections is reached") }
            do {
                guard let (accepted, peer) = try view.accept() else { return }
                let isLast = accepted.descriptor >= DescriptorReserve.first
                assign(accepted, peer)
                if isLast { return pauseAccepting("no descriptors are left but the reserve") }
            } catch {
                return pauseAccepting(error.text)
            }
        }
    }

    private func assign(_ accepted: Socket, _ peer: SocketAddress) {
        let handle = worker.leastLoadedHandle
        handle.connectionsChanged(by: 1)
        if handle === worker.handle { return worker.take(accepted, from: peer, on: self) }
        let descriptor = accepted.detach()
        let address = socket.address
        handle.post { $0.take(descriptor: descriptor, from: peer, on: address) }
    }

    /// Out of descriptors, memory or room: the listener leaves epoll, or a level-triggered loop would spin. Clients wait in
    /// the listen queue.
    private func pauseAccepting(_ reason: String) {
        stop()
        worker.counters.acceptPauses += 1
        if worker.loop.now >= nextNote {
            nextNote = worker.loop.now + Self.silence
            worker.note(.error, "accepting pauses", detail: reason)
        }
        worker.loop.set(alarm, for: self, at: worker.loop.now + Self.pause)
    }

    package func deadlineReached(_ alarm: Alarm, at now: Instant) { resumeAccepting() }

    /// A descriptor is free again.
    func resumeAccepting() {
        guard isPaused else { return }
        alarm.cancel()
        guard !DescriptorReserve.isReached(by: socket.descriptor) else {
            return worker.loop.set(alarm, for: self, at: worker.loop.now + Self.pause)
        }
        do { try start() } catch { worker.loop.set(alarm, for: self, at: worker.loop.now + Self.pause) }
    }
}
