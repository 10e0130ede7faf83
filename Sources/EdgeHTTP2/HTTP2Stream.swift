internal import EdgeCore

/// One request's lane on an HTTP/2 connection, and what waits in it. Lent by the `HTTP2Shelf` of its worker.
final class HTTP2Stream {
    /// What has been answered.
    enum Sending: Equatable {
        case awaitingHead
        /// A body with this many bytes to come.
        case known(remaining: Int)
        case untilEnd
        case tunnel
        /// A body that is not passed on: an upgrade was answered in a way that the client would take for success.
        case discarding
        case finished
    }

    private(set) var id: Int32 = 0
    /// `nil` once the stream is closed: whoever still holds it does no harm.
    private(set) var codec: HTTP2ServerCodec?
    var exchange: Exchange?
    private var sending = Sending.awaitingHead

    // The client's direction.
    private(set) var requestEnded = false
    private var isPaused = false
    /// Bytes whose credit is held back (RFC 9113 §5.2.2).
    private var withheldBytes = 0
    var window = HTTP2Windows.Stream()
    /// The key of an extended CONNECT that is not accepted yet. What the client sends before that waits in `held`, at
    /// most one initial window, because towards an upstream it would be a second request.
    private var pendingKey: String?
    private var held = ByteBuffer()
    private(set) var bodyDeadline = Instant.never
    private var bodyPace = PaceClock()

    // Our direction.
    private var unsent = ByteBuffer()
    /// Bytes at the start of `unsent` that frames have been made for.
    private var claimed = 0
    private var responseEnded = false
    private var trailers = FieldSection()
    /// nghttp2 has been told that nothing is there.
    private var isDeferred = false
    private var isCongested = false
    private var isBulk = false
    private(set) var writeDeadline = Instant.never
    private var takingPace = PaceClock()

    /// Unsent bytes of one stream from which it counts as bulk, and goes behind the others of its connection.
    private static let bulkBytes = 16 * 1024
    /// Unsent bytes of a bulk stream that do not wait for the turn's end: an upstream brings four times 64 KiB in one turn, and
    /// more than the second-level cache holds would be copied twice from and to the third.
    private static let earlyBytes = 32 * 1024
    /// Memory that an empty buffer of a living stream may keep: what two readings of an upstream bring, after which it pauses.
    private static let keptBytes = 128 * 1024

    // MARK: Lending

    func open(id: Int32, codec: HTTP2ServerCodec) {
        number(id)
        self.codec = codec
    }

    func number(_ id: Int32) { self.id = id }

    /// Forgets everything; the next request finds nothing of it. Closed, and held by nobody.
    func recycle() {
        exchange = nil
        sending = .awaitingHead
        requestEnded = false
        isPaused = false
        withheldBytes = 0
        window = HTTP2Windows.Stream()
        pendingKey = nil
        changeHeld { $0.release() }
        bodyDeadline = .never
        bodyPace = PaceClock()
        changeUnsent { unsent in
            unsent.removeAll()
            if unsent.footprint > Self.shelvedBytes { unsent.release() }
        }
        claimed = 0
        responseEnded = false
        if !trailers.isEmpty { trailers = FieldSection() }
        isDeferred = false
        isCongested = false
        isBulk = false
        writeDeadline = .never
        takingPace = PaceClock()
    }

    /// Outside of its property, as `Array.takeAll` says; so is `held`.
    @inline(__always)
    private func changeUnsent(_ change: (inout ByteBuffer) -> Void) {
        var changed = ByteBuffer()
        swap(&changed, &unsent)
        change(&changed)
        swap(&changed, &unsent)
    }

    @inline(__always)
    private func changeHeld(_ change: (inout ByteBuffer) -> Void) {
        var changed = ByteBuffer()
        swap(&changed, &held)
        change(&changed)
        swap(&changed, &held)
    }

    /// Memory that the buffer of a stream on the shelf may keep: 512 of them make 2 MiB.
    private static let shelvedBytes = 4096

    /// Whether the client's bytes arrive and are passed on.
    var isConsuming: Bool { !isPaused && withheldBytes == 0 && !requestEnded }

    // MARK: Beginning

    /// Hands a request to its exchange.
    func begin(_ exchange: Exchange, kind: HTTP2RequestMapping.Kind, endsStream: Bool) {
        self.exchange = exchange
        requestEnded = endsStream
        if case .webSocket(let key) = kind { pendingKey = key }
        let isWhole = endsStream || pendingKey != nil
        if !isWhole { restartBodyClock() }
        exchange.begin()
        if isWhole, self.exchange === exchange { exchange.receivedEnd(trailers: FieldSection()) }
    }

    /// Answers a request that is none.
    func refuse(_ exchange: Exchange, for error: HTTP1Error, endsStream: Bool) {
        self.exchange = exchange
        requestEnded = endsStream
        exchange.requestFailed(error)
    }

    // MARK: Receiving

    func received(_ bytes: Span<UInt8>) {
        if pendingKey != nil {
            changeHeld { $0.append(bytes) }
            codec?.streamBytes += bytes.count
            withheldBytes += bytes.count
            return
        }
        // Nobody wants them: without credit the client stops by itself.
        guard let exchange else { return }
        if sending != .tunnel { movedBody(bytes.count) }
        exchange.receivedBody(bytes)
        if isPaused { withheldBytes += bytes.count } else { codec?.consumed(bytes.count, on: self) }
    }

    func receivedEnd(trailers: borrowing FieldSection) {
        requestEnded = true
        bodyDeadline = .never
        if pendingKey == nil { exchange?.receivedEnd(trailers: trailers) }
    }

    /// At first, and when back-pressure ends.
    private func restartBodyClock() {
        guard let codec else { return }
        bodyPace = bodyPace.changed { $0.start(at: codec.now) }
        noteBodyDeadline(bodyPace.deadline(codec.connection.worker.bodyPace))
    }

    private func movedBody(_ count: Int) {
        guard let codec, bodyPace.isRunning else { return }
        bodyPace = bodyPace.changed { $0.moved(count, at: codec.now) }
        noteBodyDeadline(bodyPace.deadline(codec.connection.worker.bodyPace))
    }

    private func noteBodyDeadline(_ deadline: Instant) {
        bodyDeadline = deadline
        codec?.noteDeadline(deadline)
    }

    // MARK: Time

    func bodyTimedOut() {
        bodyDeadline = .never
        guard let exchange else {
            codec?.reset(self, .noError)
            return
        }
        guard let codec else { return exchange.requestTimedOut() }
        var verdict = PaceClock.Verdict.silent
        bodyPace = bodyPace.changed { verdict = $0.judge(at: codec.now, codec.connection.worker.bodyPace) }
        guard case .fine(let deadline) = verdict else { return exchange.requestTimedOut() }
        noteBodyDeadline(deadline)
    }

    /// The response is out before the request has ended. Without credit the client stops sending; most then end the
    /// stream by themselves. RST_STREAM NO_ERROR follows later, because some (curl 7.88) lose a response that it comes
    /// along with.
    func awaitEnd() {
        guard let codec else { return }
        bodyDeadline = codec.now + Self.patience
        codec.noteDeadline(bodyDeadline)
    }

    private static let patience = Interval.seconds(1)

    /// The client grants no window, or reads nothing: its stream goes, not its connection.
    func writeTimedOut() {
        writeDeadline = .never
        guard let codec else { return breakOff(.cancel) }
        var verdict = PaceClock.Verdict.silent
        takingPace = takingPace.changed { verdict = $0.judge(at: codec.now, codec.connection.worker.takingPace) }
        guard case .fine(let deadline) = verdict else { return breakOff(.cancel) }
        noteWriteDeadline(deadline, codec)
    }

    private func noteWriteDeadline(_ deadline: Instant, _ codec: HTTP2ServerCodec) {
        writeDeadline = deadline
        codec.noteDeadline(deadline)
    }

    // MARK: Sending frames

    /// What nghttp2 may send next: bytes, and whether they are the last.
    func offer(upTo room: Int) -> (count: Int, isLast: Bool, hasTrailers: Bool) {
        let rest = unsent.count - claimed
        let count = min(room, rest)
        let isLast = responseEnded && count == rest
        if count == 0, !isLast { isDeferred = true }
        let hasTrailers = isLast && !trailers.isEmpty
        if hasTrailers { codec?.noteTrailing(self) }
        return (count, isLast, hasTrailers)
    }

    func claim(_ count: Int) { claimed += count }

    /// Moves bytes that a frame was made for into the connection's output.
    func moveOut(_ count: Int, into buffer: inout ByteBuffer) {
        let isTunnel = sending == .tunnel
        changeUnsent { bytes in
            buffer.append(bytes.bytes.extracting(0..<count))
            bytes.consume(count)
            if bytes.isEmpty, isTunnel || bytes.footprint > Self.keptBytes { bytes.release() }
        }
        claimed -= count
        guard let codec else { return }
        if unsent.isEmpty {
            writeDeadline = .never
        } else if writeDeadline != .never {
            takingPace = takingPace.changed { $0.moved(count, at: codec.now) }
            noteWriteDeadline(takingPace.deadline(codec.connection.worker.takingPace), codec)
        }
        codec.streamBytes -= count
        if isCongested, unsent.count <= codec.connection.worker.unsentMark / 2 {
            isCongested = false
            codec.noteDrained(self)
        }
    }

    func sendTrailers() {
        var sent = FieldSection()
        swap(&sent, &trailers)
        codec?.session.submitTrailers(sent, on: id)
    }

    // MARK: Ending

    /// The stream exists no longer. Detached on both sides.
    func closed() {
        forgetWaiting()
        codec = nil
        let left = exchange
        exchange = nil
        sending = .finished
        left?.streamClosed()
    }

    /// What has waited here waits no longer; the connection's next flush counts again.
    private func forgetWaiting() {
        let count = unsent.count + held.count
        guard count > 0, let codec else { return }
        codec.streamBytes -= count
        changeUnsent { $0.release() }
        changeHeld { $0.release() }
        claimed = 0
        codec.markDirty()
    }

    /// Ends the stream at once, and tells its exchange.
    private func breakOff(_ code: HTTP2ErrorCode) {
        let broken = exchange
        exchange = nil
        sending = .finished
        pendingKey = nil
        bodyDeadline = .never
        writeDeadline = .never
        codec?.reset(self, code)
        broken?.streamClosed()
    }
}

// MARK: - What the exchange asks

extension HTTP2Stream: ServerStream {
    var unsentBytes: Int { unsent.count }

    func sendInterim(_ head: ResponseHead) {
        guard let codec, sending == .awaitingHead else { return }
        codec.session.submitInterim(head, on: id)
        codec.markDirty()
    }

    func sendHead(_ head: ResponseHead, bodyLength: BodyLength) {
        guard let codec, sending == .awaitingHead else { return }
        // To an extended CONNECT any 2xx says that the tunnel stands (RFC 8441 §5, RFC 9113 §8.5).
        if pendingKey != nil, 200..<300 ~= head.status { return refuseTunnel() }
        switch bodyLength {
        case .none, .known(0): sending = .known(remaining: 0)
        case .known(let count): sending = .known(remaining: count)
        case .untilEnd, .untilClose: sending = .untilEnd
        }
        codec.submit(head, on: self, hasBody: sending != .known(remaining: 0))
    }

    /// The upstream broke the upgrade: 502, and nothing of its answer.
    private func refuseTunnel() {
        let head = ResponseHead()
        head.status = 502
        sending = .discarding
        codec?.submit(head, on: self, hasBody: false)
    }

    func sendBody(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty, let codec else { return }
        switch sending {
        case .known(let remaining):
            guard bytes.count <= remaining else { return breakOff(.internalError) }
            sending = .known(remaining: remaining - bytes.count)
        case .untilEnd, .tunnel: break
        case .awaitingHead, .discarding, .finished: return
        }
        changeUnsent { $0.append(bytes) }
        codec.streamBytes += bytes.count
        if unsent.count > Self.bulkBytes, !isBulk, sending != .tunnel { becomeBulk() }
        if writeDeadline == .never, sending != .tunnel {
            takingPace = takingPace.changed { $0.start(at: codec.now) }
            noteWriteDeadline(takingPace.deadline(codec.connection.worker.takingPace), codec)
        }
        resumeSending(codec)
        if isBulk, unsent.count >= Self.earlyBytes { codec.sendBulk() }
    }

    private func becomeBulk() {
        isBulk = true
        codec?.session.setUrgency(7, of: id)
    }

    private func resumeSending(_ codec: HTTP2ServerCodec) {
        let wasEmpty = isDeferred
        isDeferred = false
        codec.resumeSending(id, wasEmpty: wasEmpty)
    }

    func sendEnd(trailers: borrowing FieldSection) {
        switch sending {
        case .known(let remaining):
            guard remaining == 0 else { return breakOff(.internalError) }
        case .untilEnd, .tunnel, .discarding: break
        case .awaitingHead, .finished: return
        }
        if !trailers.isEmpty { keep(trailers) }
        let wasTunnel = sending == .tunnel
        sending = .finished
        responseEnded = true
        // In a tunnel the client may go on after the upstream has ended.
        if !wasTunnel {
            exchange = nil
            bodyDeadline = .never
            if !held.isEmpty { forgetHeld() }
        }
        if let codec { resumeSending(codec) }
    }

    private func keep(_ trailers: borrowing FieldSection) {
        var kept = FieldSection()
        kept.append(forwardedFrom: trailers)
        self.trailers = kept
    }

    private func forgetHeld() {
        codec?.streamBytes -= held.count
        changeHeld { $0.release() }
    }

    func switchProtocols(_ head: ResponseHead) {
        guard let codec, sending == .awaitingHead, let key = pendingKey else { return breakOff(.internalError) }
        guard WebSocketAnswer.accepts(head, key: key) else {
            refuseTunnel()
            let refused = exchange
            exchange = nil
            refused?.streamClosed()
            return
        }
        pendingKey = nil
        sending = .tunnel
        WebSocketAnswer.prepare(head)
        codec.submit(head, on: self, hasBody: true)
        codec.session.setUrgency(0, of: id)
        releaseHeld()
    }

    /// What the client has sent before it knew that it may.
    private func releaseHeld() {
        var early = ByteBuffer()
        swap(&early, &held)
        codec?.streamBytes -= early.count
        let credit = withheldBytes
        withheldBytes = 0
        if credit > 0 { received(early.bytes) }
        if requestEnded { exchange?.receivedEnd(trailers: FieldSection()) }
    }

    func abort(_ reason: StreamAbort) {
        // RFC 8441 §5: what would be a TCP reset is CANCEL. Elsewhere the client must not take a part for the whole.
        switch reason {
        case .upstream, .internal: breakOff(sending == .tunnel ? .cancel : .internalError)
        case .client: breakOff(.cancel)
        }
    }

    func awaitDrain() { isCongested = true }

    func pauseReceiving() {
        isPaused = true
        bodyPace = bodyPace.changed { $0.stop() }
        bodyDeadline = .never
    }

    func resumeReceiving() {
        guard isPaused else { return }
        isPaused = false
        let credit = withheldBytes
        withheldBytes = 0
        if credit > 0 { codec?.consumed(credit, on: self) }
        if !requestEnded, sending != .tunnel, pendingKey == nil { restartBodyClock() }
    }

    /// The other streams of the connection go on.
    func closeAfterResponse() {}

    /// The codec resets a stream whose response ends before its request (RFC 9113 §8.1), whoever asks.
    func stopReceiving() {}
}
