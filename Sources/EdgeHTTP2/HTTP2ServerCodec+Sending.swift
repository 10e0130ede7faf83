internal import EdgeCore

extension HTTP2ServerCodec {
    /// Unsent bytes of the connection beyond which no more frames are made. Small, so that what is urgent does not wait
    /// behind what is not; and what `drained` is told at, or a connection would stop and be told to go on without an end.
    private var flushBytes: Int { connection.worker.unsentMark / 2 }

    // MARK: Flow control

    /// A stream's bytes have been passed on: the client may send as many more.
    func consumed(_ count: Int, on stream: HTTP2Stream) {
        session.consume(count, on: stream.id)
        if session.wantsWrite { markDirty() }
    }

    func growWindows() {
        var all = windows
        all.answered(at: now)
        windows = all
        let worker = connection.worker
        for stream in streams.all where !stream.requestEnded {
            let before = stream.window.size
            let room = settings.workerWindowBytes - worker.grantedWindowBytes
            var (all, window) = (windows, stream.window)
            let grown = all.grow(&window, isConsumed: stream.isConsuming, workerRoom: room, at: now)
            (windows, stream.window) = (all, window)
            guard let size = grown else { continue }
            worker.grantedWindowBytes += size - before
            session.setWindow(size, of: stream.id)
        }
    }

    // MARK: Sending

    func submit(_ head: ResponseHead, on stream: HTTP2Stream, hasBody: Bool) {
        session.submitResponse(head, on: stream, hasBody: hasBody)
        markDirty()
    }

    /// Bytes are there to be sent, or the end is.
    ///
    /// - Parameter wasEmpty: nghttp2 has been told that nothing is there.
    func resumeSending(_ stream: Int32, wasEmpty: Bool) {
        if wasEmpty { session.resume(stream) }
        markDirty()
    }

    func prepareFlush() {
        guard state != .lost else { return }
        while sendRecord() { workOffSent() }
        workOffSent()
        if connection.unsentBytes > flushBytes { return connection.awaitDrain() }
        if !session.wantsWrite { settle() }
    }

    /// Sends what is waiting before the turn ends, while it is still in the processor's cache. What comes of it waits until then.
    func sendBulk() {
        guard state != .lost else { return }
        while sendRecord() {}
    }

    /// Stages frames for about one TLS record, and says whether to ask again.
    private func sendRecord() -> Bool {
        guard connection.unsentBytes <= flushBytes, session.wantsWrite else { return false }
        var sent = (dataFrames: 0, more: false)
        connection.write { sent = session.send(into: &$0) }
        inspector.sentData(frames: sent.dataFrames)
        return sent.more
    }

    private func workOffSent() {
        for stream in trailing { stream.sendTrailers() }
        trailing.removeAll(keepingCapacity: true)
        var index = 0
        while index < session.events.count, state != .lost {
            work(session.events[index], Span())
            index += 1
        }
        session.eventsDone()
        guard !relieved.isEmpty else { return }
        let streams = relieved
        relieved.removeAll(keepingCapacity: true)
        for stream in streams { stream.exchange?.streamDrained() }
    }

    func noteDrained(_ stream: HTTP2Stream) { relieved.append(stream) }
    func noteTrailing(_ stream: HTTP2Stream) { trailing.append(stream) }

    /// A response that ends before its request: the client will be told to stop sending (RFC 9113 §8.1).
    func sentEnd(_ id: Int32) {
        guard let stream = streams[id], !stream.requestEnded, stream.exchange == nil else { return }
        stream.awaitEnd()
    }

    func sentReset(_ code: UInt32) {
        switch HTTP2ErrorCode(rawValue: code) {
        case .noError, .internalError, .cancel: break
        default: if let violation = inspector.madeReset(at: now) { end(violation) }
        }
    }

    func sentGoAway(_ code: UInt32) {
        guard state != .ending, code != HTTP2ErrorCode.noError.rawValue else { return }
        let name = HTTP2ErrorCode(rawValue: code).map { "\($0)" } ?? "code \(code)"
        connection.worker.note(.debug, "HTTP/2 connection ended for an error", detail: name, peer: connection.peer)
    }

    func reset(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode) {
        guard state != .lost else { return }
        session.reset(stream.id, code)
        markDirty()
    }
}
