/// HTTP/1.1 on a client's connection: one request after the other, answered in order (RFC 9112 §9.3.2).
///
/// Two interlocking machines: what is being received and what is being sent. A request's bytes that cannot be used yet stay
/// in `pending`, and while an answer is awaited nothing is read, so a client that pipelines waits in its own socket.
final class HTTP1ServerCodec: ServerCodec {
    /// What the next bytes from the client are.
    enum Receiving: Equatable {
        /// A request head, or silence before one.
        case head
        /// A body of known length, this many bytes before its end.
        case body(remaining: Int)
        case chunkedBody
        /// The trailer section of a chunked body.
        case trailers
        /// The next request; it waits until this one is answered.
        case nextRequest
        /// Raw bytes of a tunnel.
        case tunnel
        /// Nothing that matters: the connection is ending.
        case nothing
    }

    /// How the body of the response is told apart from what follows it.
    enum Sending: Equatable {
        case awaitingHead
        case known(remaining: Int)
        case chunked
        /// The end of the connection is the end of the body: a 1.0 client.
        case untilClose
        case tunnel
        case finished
    }

    /// Held until the connection is buried.
    let connection: DownstreamConnection
    private var receiving = Receiving.head
    private var isPersistent = true
    private var isDraining = false
    private var isConsuming = false
    private var clientEnded = false
    private var sending = Sending.awaitingHead
    private var exchange: Exchange?
    private var pending = ByteBuffer()
    private var headEnd = HeadEndFinder()
    private var chunks = ChunkedDecoder()
    private var requestsServed = 0
    private var pace = PaceClock()

    private var limits: Limits { connection.worker.limits }
    private var timeouts: WorkerTimeouts { connection.worker.timeouts }

    init(connection: DownstreamConnection) {
        self.connection = connection
        connection.isShared = false
    }

    var openStreams: Int { exchange == nil ? 0 : 1 }

    // MARK: Receiving

    func received(_ bytes: Span<UInt8>) {
        if pending.isEmpty {
            let used = consume(bytes)
            if used < bytes.count { keep(bytes.extracting(used..<bytes.count)) }
        } else {
            keep(bytes)
            consumePending()
        }
        settleReading()
    }

    private func keep(_ bytes: Span<UInt8>) {
        var buffer = ByteBuffer()
        swap(&buffer, &pending)
        buffer.append(bytes)
        swap(&buffer, &pending)
        countPending()
    }

    /// Has what waits counted when the turn ends.
    private func countPending() { connection.worker.loop.markDirty(connection) }

    /// Works on `pending` outside of the property, so that nothing called from here meets it half used.
    private func consumePending() {
        guard !pending.isEmpty else { return }
        var buffer = ByteBuffer()
        swap(&buffer, &pending)
        let used = consume(buffer.bytes)
        buffer.consume(used)
        if !buffer.isEmpty { swap(&buffer, &pending) }
        countPending()
    }

    func resume() {
        consumePending()
        settleReading()
    }

    /// Uses what can be used now and says how much that was. A step that uses nothing but changes what comes next says 0;
    /// one that waits for more bytes says `nil`.
    private func consume(_ bytes: Span<UInt8>) -> Int {
        isConsuming = true
        defer { isConsuming = false }
        var index = 0
        while true {
            let rest = bytes.extracting(index..<bytes.count)
            let used: Int?
            switch receiving {
            case .head: used = receiveHead(rest)
            case .body(let remaining): used = receiveBody(rest, remaining: remaining)
            case .chunkedBody: used = receiveChunk(rest)
            case .trailers: used = receiveTrailers(rest)
            case .tunnel: used = receiveTunnel(rest)
            case .nextRequest: used = nil
            case .nothing: return bytes.count
            }
            guard let used else { return index }
            index += used
        }
    }

    /// Reads on only where more bytes would be used: never while the next request has to wait.
    private func settleReading() {
        guard !connection.isClosed else { return }
        switch receiving {
        case .nextRequest: connection.pauseReading()
        case .head, .body, .chunkedBody, .trailers, .tunnel, .nothing: break
        }
    }

    private func receiveHead(_ bytes: Span<UInt8>) -> Int? {
        // An empty line before a request is an old client's (RFC 9112 §2.2).
        if bytes.count >= 2, bytes[0] == ASCII.carriageReturn, bytes[1] == ASCII.lineFeed { return 2 }
        guard !bytes.isEmpty else { return nil }
        guard ASCII.isToken(bytes[0]) || bytes[0] == ASCII.carriageReturn else { return refuse(.malformedRequestLine) }
        var finder = headEnd
        let found = finder.find(in: bytes)
        headEnd = found == nil ? finder : HeadEndFinder()
        guard let end = found else { return checkPartialHead(bytes) }
        guard end <= limits.headBytes else { return refuseSize(of: bytes) }
        let exchange = connection.makeExchange(on: self)
        do {
            try RequestHeadParser.parse(bytes, end: end, into: exchange.request, limits: limits)
        } catch {
            return refuse(error, exchange)
        }
        begin(exchange)
        return end
    }

    /// The first byte of a later request starts its clock, unless the whole head came with it.
    private func beginHead() {
        connection.activity = .readingHead
        connection.setReadDeadline(timeouts.readHead)
    }

    private func checkPartialHead(_ bytes: Span<UInt8>) -> Int? {
        if connection.activity != .readingHead { beginHead() }
        if bytes.count > limits.headBytes { return refuseSize(of: bytes) }
        guard bytes.count > limits.requestLineBytes, bytes.firstIndex(of: ASCII.lineFeed) == nil else { return nil }
        return refuse(.requestLineTooLong)
    }

    /// Says which limit it was, and the same however the bytes were cut.
    private func refuseSize(of bytes: Span<UInt8>) -> Int? {
        let lineEnd = bytes.firstIndex(of: ASCII.lineFeed) ?? bytes.count
        return refuse(lineEnd < limits.requestLineBytes ? .headTooLarge : .requestLineTooLong)
    }

    private func begin(_ exchange: Exchange) {
        self.exchange = exchange
        requestsServed += 1
        sending = .awaitingHead
        let request = exchange.request
        isPersistent = request.keepsAlive
        switch request.bodyLength {
        case .none, .untilClose: receiving = .nextRequest
        case .known(let count): receiving = .body(remaining: count)
        case .untilEnd:
            receiving = .chunkedBody
            chunks = ChunkedDecoder()
        }
        if receiving == .nextRequest {
            connection.activity = .waiting
            connection.clearReadDeadline()
        } else {
            connection.activity = .readingBody
            startPace()
        }
        exchange.begin()
        if receiving == .nextRequest, self.exchange === exchange { exchange.receivedEnd(trailers: FieldSection()) }
    }

    private func receiveBody(_ bytes: Span<UInt8>, remaining: Int) -> Int? {
        guard !bytes.isEmpty else { return nil }
        let count = min(remaining, bytes.count)
        receiving = .body(remaining: remaining - count)
        movedBody(count)
        exchange?.receivedBody(bytes.extracting(0..<count))
        if count == remaining, case .body = receiving { requestEnded(FieldSection()) }
        return count
    }

    private func receiveChunk(_ bytes: Span<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return nil }
        var decoder = ChunkedDecoder()
        swap(&decoder, &chunks)
        do {
            let step = try decoder.next(bytes, lineLimit: limits.chunkLineBytes)
            swap(&decoder, &chunks)
            switch step {
            case .needsMore(let consumed):
                movedBody(consumed)
                return consumed == 0 ? nil : consumed
            case .data(let consumed, let count):
                movedBody(consumed + count)
                exchange?.receivedBody(bytes.extracting(consumed..<consumed + count))
                return consumed + count
            case .trailers(let consumed):
                receiving = .trailers
                return consumed
            }
        } catch {
            return failBody(error)
        }
    }

    private func receiveTrailers(_ bytes: Span<UInt8>) -> Int? {
        var trailers = FieldSection()
        var finder = headEnd
        do {
            let found = try TrailerParser.parse(bytes, with: &finder, into: &trailers, limits: limits)
            headEnd = finder
            guard let end = found else { return nil }
            chunks.trailersEnded()
            requestEnded(trailers)
            return end
        } catch {
            return failBody(error)
        }
    }

    /// Starts the body's clock, at first or when back-pressure ends.
    private func startPace() {
        pace.start(at: connection.worker.loop.now)
        connection.setReadDeadline(at: pace.deadline(timeouts.bodyPace))
    }

    private func movedBody(_ count: Int) {
        guard pace.isRunning else { return }
        pace.moved(count, at: connection.worker.loop.now)
        connection.setReadDeadline(at: pace.deadline(timeouts.bodyPace))
    }

    private func receiveTunnel(_ bytes: Span<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return nil }
        exchange?.receivedBody(bytes)
        return bytes.count
    }

    private func requestEnded(_ trailers: borrowing FieldSection) {
        receiving = .nextRequest
        connection.clearReadDeadline()
        connection.activity = .waiting
        exchange?.receivedEnd(trailers: trailers)
    }

    // MARK: Trouble

    /// Answers a head that is none and ends the connection: what follows it cannot be trusted to be a request.
    private func refuse(_ error: HTTP1Error, _ opened: Exchange? = nil) -> Int? {
        let exchange = opened ?? connection.makeExchange(on: self)
        self.exchange = exchange
        isPersistent = false
        receiving = .nothing
        sending = .awaitingHead
        exchange.refuse(error)
        return 0
    }

    private func failBody(_ error: HTTP1Error) -> Int? {
        isPersistent = false
        receiving = .nothing
        exchange?.requestFailed(error)
        return 0
    }

    func receivedEnd() {
        // A head that came before the end may still wait for the turn in which it would be looked at.
        if receiving == .head { consumePending() }
        // The end stands behind the heads that wait; it is read again when reading goes on.
        if receiving == .nextRequest, !connection.transport.session.isEncrypted { return }
        clientEnded = true
        switch receiving {
        case .head, .nothing:
            guard exchange == nil else { return }
            receiving = .nothing
            // The last answer may not have left yet.
            connection.unsentBytes == 0 ? connection.close() : connection.closeGracefully(linger: false)
        case .body, .chunkedBody, .trailers:
            // The client left in the middle of its request (RFC 9112 §8).
            connection.abort(reset: false)
        // Browsers close TLS connections as a whole.
        case .nextRequest: connection.abort(reset: false)
        case .tunnel:
            exchange?.receivedEnd(trailers: FieldSection())
            if sending == .finished { connection.closeGracefully(linger: false) }
        }
    }

    func deadlineReached() {
        switch receiving {
        case .head where pending.isEmpty: connection.close()
        case .head: respondTimeout()
        case .body, .chunkedBody, .trailers: judgePace()
        case .nextRequest, .tunnel, .nothing: break
        }
    }

    private func judgePace() {
        switch pace.judge(at: connection.worker.loop.now, timeouts.bodyPace) {
        case .fine(let deadline): connection.setReadDeadline(at: deadline)
        case .silent, .tooSlow:
            isPersistent = false
            receiving = .nothing
            exchange?.requestTimedOut()
        }
    }

    private func respondTimeout() {
        let exchange = connection.makeExchange(on: self)
        self.exchange = exchange
        isPersistent = false
        receiving = .nothing
        sending = .awaitingHead
        exchange.requestTimedOut()
    }

    func connectionLost() {
        let lost = exchange
        exchange = nil
        receiving = .nothing
        lost?.streamClosed()
    }

    func drain() {
        isDraining = true
        if exchange == nil, receiving == .head, pending.isEmpty { connection.awaitLastRequest() }
    }

    func prepareFlush() {}
    func drained() { exchange?.streamDrained() }

    var waitingBytes: Int { pending.count }
    var uploadBytes: Int { exchange?.uploadBytes ?? 0 }

    // MARK: The end of a request and its response

    /// Both halves are done: the next request, or goodbye.
    private func cycleEnded() {
        exchange = nil
        guard isPersistent, !clientEnded, !isDraining || !pending.isEmpty else {
            let mayStillSend = receiving != .nextRequest
            receiving = .nothing
            return connection.closeGracefully(linger: mayStillSend)
        }
        guard receiving == .nextRequest else { return }
        receiving = .head
        connection.activity = .idle
        connection.setReadDeadline(timeouts.idle)
        if !pending.isEmpty, !isConsuming { connection.worker.loop.schedule(connection) }
        connection.resumeReading()
    }
}

// MARK: - Sending

extension HTTP1ServerCodec: ServerStream {
    var unsentBytes: Int { connection.unsentBytes }

    func awaitDrain() { connection.awaitDrain() }

    func sendInterim(_ head: ResponseHead) {
        // A 1.0 client knows no interim responses (RFC 9110 §15.2).
        guard let exchange, exchange.request.minorVersion >= 1 else { return }
        connection.write { HeadSerializer.append(head, isChunked: false, connection: .persist, to: &$0) }
    }

    func sendHead(_ head: ResponseHead, bodyLength: BodyLength) {
        guard let exchange else { return }
        let isModern = exchange.request.minorVersion >= 1
        switch bodyLength {
        case .none: sending = .known(remaining: 0)
        case .known(let count): sending = .known(remaining: count)
        case .untilEnd, .untilClose: sending = isModern ? .chunked : .untilClose
        }
        if sending == .untilClose || receiving != .nextRequest || isDraining { isPersistent = false }
        let option: HeadSerializer.ConnectionOption =
            !isPersistent ? .close : isModern ? .persist : .keepAlive
        let isChunked = sending == .chunked
        connection.activity = .responding
        connection.write { HeadSerializer.append(head, isChunked: isChunked, connection: option, to: &$0) }
    }

    func sendBody(_ bytes: Span<UInt8>) {
        switch sending {
        case .known(let remaining):
            guard bytes.count <= remaining else { return abort(.upstream) }
            sending = .known(remaining: remaining - bytes.count)
            connection.write(bytes)
        case .chunked:
            guard !bytes.isEmpty else { return }
            connection.write { HeadSerializer.appendChunkSize(bytes.count, to: &$0) }
            connection.write(bytes)
            connection.write { $0.append("\r\n") }
        case .untilClose, .tunnel:
            connection.write(bytes)
        case .awaitingHead, .finished:
            break
        }
    }

    func sendEnd(trailers: borrowing FieldSection) {
        switch sending {
        case .known(let remaining):
            guard remaining == 0 else { return abort(.upstream) }
        case .chunked:
            connection.write { HeadSerializer.appendLastChunk(trailers: trailers, to: &$0) }
        case .tunnel:
            sending = .finished
            if clientEnded || !isPersistent { return connection.closeGracefully(linger: !clientEnded) }
            return connection.finishSending()
        case .untilClose: break
        case .awaitingHead, .finished: return
        }
        sending = .finished
        if receiving == .nextRequest || !isPersistent { cycleEnded() }
    }

    func switchProtocols(_ head: ResponseHead) {
        sending = .tunnel
        receiving = .tunnel
        connection.activity = .tunnelling
        connection.isShared = true
        connection.clearReadDeadline()
        connection.write { HeadSerializer.append(head, isChunked: false, connection: .upgrade, to: &$0) }
        if !pending.isEmpty, !isConsuming { connection.worker.loop.schedule(connection) }
        connection.resumeReading()
    }

    func abort(_ reason: StreamAbort) {
        let aborted = exchange
        exchange = nil
        receiving = .nothing
        sending = .finished
        // A reset, so that not even a close-delimited body looks whole (RFC 9112 §8).
        connection.close(reset: true)
        aborted?.streamClosed()
    }

    func pauseReceiving() {
        connection.pauseReading()
        guard receiving != .tunnel else { return }
        pace.stop()
        connection.clearReadDeadline()
    }

    func resumeReceiving() {
        switch receiving {
        case .body, .chunkedBody, .trailers: startPace()
        case .tunnel: break
        case .head, .nextRequest, .nothing: return
        }
        connection.resumeReading()
    }

    func stopReceiving() {}

    func closeAfterResponse() { isPersistent = false }
}

// MARK: - Files

extension HTTP1ServerCodec: FileStream {
    /// Only where the framing stands already: the length is in the head.
    var takesFiles: Bool {
        guard case .known = sending else { return false }
        return connection.takesFiles
    }

    func sendFile(_ file: FileDescriptor, _ range: Range<Int>) -> IOResult {
        guard case .known(let remaining) = sending else { return .endOfStream }
        let result = connection.write(file, range.prefix(remaining))
        if case .bytes(let count) = result { sending = .known(remaining: remaining - count) }
        return result
    }
}
