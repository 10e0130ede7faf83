internal import EdgeCore

extension HTTP2ServerCodec: AlarmOwner {
    // MARK: Streams

    func closed(_ id: Int32) {
        guard let stream = changeStreams({ $0.remove(id) }) else { return }
        giveBackWindow(of: stream)
        stream.closed()
        shelf.put(consume stream)
        // What was answered within its turn leaves `updateClock` no stream to see: the time without a request begins anew.
        guard clock == .first || clock == .idle else { return }
        clock = .stopped
        connection.clearReadDeadline()
    }

    private func giveBackWindow(of stream: HTTP2Stream) {
        guard stream.window.grown > 0 else { return }
        var (all, window) = (windows, stream.window)
        connection.worker.grantedWindowBytes -= all.ended(&window)
        (windows, stream.window) = (all, window)
    }

    // MARK: Clocks

    /// After anything has happened: what is to be sent is sent, the right clock runs, and a connection that is done
    /// ends.
    func settle() {
        guard state != .lost, !connection.isClosed else { return }
        if session.wantsWrite { return markDirty() }
        if state == .ending || session.isFinished { return finish() }
        updateClock()
    }

    private func updateClock() {
        if inspector.isInsideHead {
            guard clock != .head else { return }
            clock = .head
            connection.activity = .readingHead
            return connection.setReadDeadline(timeouts.readHead)
        }
        if !streams.isEmpty {
            guard clock != .stopped else { return }
            clock = .stopped
            connection.activity = .responding
            return connection.clearReadDeadline()
        }
        guard clock == .stopped || clock == .head else { return }
        clock = .idle
        connection.activity = .idle
        connection.setReadDeadline(state == .open ? timeouts.idle : timeouts.linger)
    }

    /// The connection's clock: a head too slow, nothing for too long, or a drain that the client does not answer.
    func deadlineReached() {
        guard isReceiving else { return }
        end(.init(code: .noError, phrase: clock == .head ? "request head too slow" : "idle", offset: 0))
    }

    /// Streams have their deadlines as numbers; one alarm of the connection stands for the earliest.
    func noteDeadline(_ deadline: Instant) {
        guard deadline < alarmTime else { return }
        alarmTime = deadline
        loop.set(alarm, for: self, at: deadline)
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        guard isReceiving else { return }
        alarmTime = .never
        for stream in streams.all {
            if stream.bodyDeadline <= now { stream.bodyTimedOut() }
            if stream.writeDeadline <= now { stream.writeTimedOut() }
        }
        let next = streams.all.reduce(Instant.never) { min($0, $1.bodyDeadline, $1.writeDeadline) }
        noteDeadline(next)
    }

    // MARK: Ending

    /// GOAWAY with a reason, and one line in the log where it is the client's fault.
    func end(_ violation: HTTP2Guard.Violation) {
        guard isReceiving else { return }
        if violation.code != .noError {
            connection.worker.note(
                .warning, "HTTP/2 client broke a rule", detail: violation.phrase, peer: connection.peer)
        }
        session.terminate(violation.code)
        state = .ending
        closeStreams()
        markDirty()
    }

    /// Everything has been said: the connection closes when it has left.
    private func finish() {
        state = .ending
        closeStreams()
        alarm.cancel()
        connection.closeGracefully(linger: true)
    }

    /// Tells every exchange. The streams stay in the table: nghttp2 may still know them.
    private func closeStreams() {
        for stream in streams.all {
            giveBackWindow(of: stream)
            stream.closed()
        }
    }

    func drain() {
        guard state == .open else { return }
        state = .draining
        session.submitShutdownNotice()
        ping(PingMark.drain)
        if streams.isEmpty { connection.setReadDeadline(timeouts.linger) }
        markDirty()
    }

    /// A round trip after the first GOAWAY: what the client had begun by then has arrived (RFC 9113 §6.8).
    func goAway() {
        state = .goneAway
        session.submitGoAway()
    }

    func resume() {}

    func drained() { markDirty() }

    func receivedEnd() {
        // Without the client's direction there is no flow control: what is open cannot end well.
        streams.isEmpty ? connection.close() : connection.abort(reset: false)
        if state != .lost { connectionLost() }
    }

    func connectionLost() {
        guard state != .lost else { return }
        state = .lost
        alarm.cancel()
        closeStreams()
        changeStreams { $0.removeAll() }
    }
}
