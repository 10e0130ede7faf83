/// A request's wait for a connection: while one is made, and while the upstream is away.
final class Lease: AlarmOwner {
    let exchange: Exchange
    /// Its place among those that wait.
    let number: Int
    private let pool: UpstreamPool
    private let deadline: Instant
    private var attempt: ConnectAttempt?
    private let alarm = Alarm()
    /// Whether it asks for a socket; its head may be gone by the time that it gives up.
    let isForSocket: Bool
    /// Its time had come, and the upstream was back: it waits only for its turn.
    private var isInOvertime = false
    private static let overtime = Interval.seconds(10)
    /// A while is let pass before it connects.
    private var pauses = false
    /// Body bytes that had been read together with the head; reading has stopped behind them.
    private var kept = ByteBuffer()
    private var keptTrailers = FieldSection()

    /// - Parameter deadline: until when it may wait, however often it is refused.
    init(exchange: Exchange, pool: UpstreamPool, number: Int, deadline: Instant) {
        self.exchange = exchange
        self.pool = pool
        self.number = number
        isForSocket = exchange.request.asksForUpgrade
        self.deadline = deadline
    }

    /// - Parameter peer: the index of the peer that is tried first.
    func connect(to peer: Int) {
        alarm.cancel()
        let attempt = ConnectAttempt(pool: pool, owner: .lease(self), firstPeer: peer)
        self.attempt = attempt
        attempt.start()
    }

    /// Connects after a while.
    func pause(_ interval: Interval) {
        pauses = true
        pool.worker.loop.set(alarm, for: self, at: pool.worker.loop.now + interval)
    }

    func waits() { pool.worker.loop.set(alarm, for: self, at: deadline) }

    func succeed(_ connection: UpstreamConnection) {
        end()
        connection.assign(exchange)
        exchange.leased(connection)
    }

    func connectFailed(_ error: String) {
        attempt = nil
        pool.wentAway(self)
    }

    func fail(_ failure: Failure) {
        end()
        exchange.leaseFailed(failure)
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        if pauses {
            pauses = false
            return pool.start(self)
        }
        if !pool.isAway, !isInOvertime {
            isInOvertime = true
            return pool.worker.loop.set(self.alarm, for: self, at: now + Self.overtime)
        }
        pool.release(self)
        fail(.noUpstream)
    }

    /// The client is gone.
    func cancel() {
        pool.release(self)
        attempt?.cancel()
        end()
    }

    private func end() {
        alarm.cancel()
        attempt = nil
    }

    // MARK: The body meanwhile

    func keep(_ bytes: Span<UInt8>) { kept.append(bytes) }

    func keep(trailers: borrowing FieldSection) {
        keptTrailers.append(forwardedFrom: trailers)
    }

    /// What another lease of the same exchange has kept.
    func takeOver(from other: Lease) {
        swap(&kept, &other.kept)
        swap(&keptTrailers, &other.keptTrailers)
    }

    func replayKept(to upstream: UpstreamConnection, isWhole: Bool) {
        if !kept.isEmpty { upstream.receiveBody(kept.bytes) }
        kept.release()
        if isWhole { upstream.receiveEnd(trailers: keptTrailers) }
    }
}
