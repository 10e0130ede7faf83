/// A connection to an upstream: lent to one exchange at a time, idle in between (RFC 9112 §9.3).
package final class UpstreamConnection: Connection {
    /// What the next bytes from the upstream are.
    enum Receiving: Equatable {
        /// Nothing is asked; whatever comes is an error.
        case nothing
        case head
        case body(remaining: Int)
        case chunkedBody
        case trailers
        case untilClose
        case tunnel
    }

    let peer: UpstreamPeer
    private let pool: UpstreamPool
    private var attempt: ConnectAttempt?
    private(set) var exchange: Exchange?
    private var receiving = Receiving.nothing
    private var receivedAny = false
    private var isConnecting = true
    private var requestEnded = true
    private var sendsChunked = false
    private var isUpgrading = false
    private var isReusable = true
    /// Its place among the idle ones of its peer, while it is one of them.
    var idlePlace: Int32 = 0
    /// Requests that were sent on it.
    private var requests = 0
    private var sentAt = Instant.never
    private var interimResponses = 0
    private var pending = ByteBuffer()
    private var headEnd = HeadEndFinder()
    private var chunks = ChunkedDecoder()

    package var name: String { peer.name }

    private init(worker: Worker, socket: Socket, peer: UpstreamPeer, pool: UpstreamPool, attempt: ConnectAttempt) {
        self.peer = peer
        self.pool = pool
        self.attempt = attempt
        super.init(worker: worker, socket: socket) { wire in
            pool.group.transport.makeTransport(on: wire, to: peer.address)
        }
        isShared = false
    }

    /// Starts connecting; `attempt` is told how it went.
    static func connect(
        to address: SocketAddress, of peer: UpstreamPeer, in pool: UpstreamPool, attempt: ConnectAttempt
    ) throws(IOError) -> UpstreamConnection {
        let socket = try Socket.connecting(to: address)
        let connection = UpstreamConnection(
            worker: pool.worker, socket: socket, peer: peer, pool: pool, attempt: attempt)
        try connection.register()
        connection.setReadDeadline(pool.connectTimeout)
        return connection
    }

    // MARK: Connecting

    package override func ready(_ readiness: Readiness) {
        if isConnecting, !isClosed {
            guard !readiness.isDisjoint(with: [.writable, .broken]) else { return }
            let code = wire.socket.pendingError()
            guard code == 0 else { return connectFailed(IOError(code: code).text) }
            isConnecting = false
            sendProxyHeader()
        }
        super.ready(readiness)
    }

    /// In front of everything, TLS included.
    private func sendProxyHeader() {
        guard let version = pool.group.proxyProtocol else { return }
        var header = ByteBuffer()
        ProxyHeaderWriter.append(attempt?.clientEnds, version: version, to: &header)
        wire.send(header.bytes)
    }

    package override func opened() {
        clearReadDeadline()
        let attempt = attempt
        self.attempt = nil
        attempt?.connected(self)
    }

    package override func handshakeFailed(_ phrase: String) {
        let attempt = attempt
        self.attempt = nil
        close()
        attempt?.handshakeFailed(phrase)
    }

    private func connectFailed(_ error: String) {
        let attempt = attempt
        self.attempt = nil
        close()
        attempt?.connectFailed(error)
    }

    // MARK: Lending

    func assign(_ exchange: Exchange) {
        self.exchange = exchange
        clearReadDeadline()
        peer.load.add(1)
    }

    /// No answer in time.
    func timedOut() { pool.failed(peer) }

    /// Sends the request's head; the body follows.
    func forward(_ request: RequestHead) {
        receiving = .head
        sentAt = loop.now
        receivedAny = false
        requests += 1
        interimResponses = 0
        isReusable = true
        isUpgrading = request.asksForUpgrade
        sendsChunked = request.bodyLength == .untilEnd
        requestEnded = false
        let option: HeadSerializer.ConnectionOption = isUpgrading ? .upgrade : .persist
        write { HeadSerializer.append(request, connection: option, to: &$0) }
        resumeReading()
    }

    // MARK: Receiving

    package override func received(_ bytes: Span<UInt8>) {
        receivedAny = true
        if pending.isEmpty {
            let used = consume(bytes)
            guard used < bytes.count, !isClosed else { return }
            var rest = ByteBuffer()
            rest.append(bytes.extracting(used..<bytes.count))
            swap(&rest, &pending)
        } else {
            // Worked on outside of the property, so that nothing called from here meets it half used.
            var buffer = ByteBuffer()
            swap(&buffer, &pending)
            buffer.append(bytes)
            let used = consume(buffer.bytes)
            buffer.consume(used)
            if !buffer.isEmpty, !isClosed { swap(&buffer, &pending) }
        }
    }

    /// Uses what can be used now and says how much that was.
    private func consume(_ bytes: Span<UInt8>) -> Int {
        var index = 0
        while index < bytes.count, !isClosed {
            let rest = bytes.extracting(index..<bytes.count)
            let used: Int?
            switch receiving {
            case .head: used = receiveHead(rest)
            case .body(let remaining): used = receiveBody(rest, remaining: remaining)
            case .chunkedBody: used = receiveChunk(rest)
            case .trailers: used = receiveTrailers(rest)
            case .untilClose, .tunnel:
                exchange?.respondedBody(rest)
                used = rest.count
            case .nothing:
                // More than was asked for: who knows whose answer it is (RFC 9112 §9.2).
                close()
                return bytes.count
            }
            guard let used else { return index }
            index += used
        }
        return index
    }

    private func receiveHead(_ bytes: Span<UInt8>) -> Int? {
        guard let exchange else { return bytes.count }
        let limits = worker.limits
        var finder = headEnd
        let found = finder.find(in: bytes)
        headEnd = found == nil ? finder : HeadEndFinder()
        guard let end = found else {
            return bytes.count > limits.headBytes ? misbehaved(.headTooLarge) : nil
        }
        guard end <= limits.headBytes else { return misbehaved(.headTooLarge) }
        let head = exchange.response
        do {
            try ResponseHeadParser.parse(
                bytes, end: end, into: head, requestMethod: exchange.request.method, limits: limits)
        } catch {
            return misbehaved(error)
        }
        if head.isInterim {
            interimResponses += 1
            guard interimResponses <= limits.interimResponses else { return misbehaved(.tooManyInterimResponses) }
            exchange.respondedInterim(head)
            return end
        }
        beginBody(head, exchange, hasMore: end < bytes.count)
        return end
    }

    private func beginBody(_ head: ResponseHead, _ exchange: Exchange, hasMore: Bool) {
        if pool.judgesAnswers { pool.answered(by: peer, status: head.status, after: loop.now - sentAt) }
        if head.status == 101 {
            receiving = .tunnel
            isShared = true
            isReusable = false
            return exchange.respondedHead()
        }
        if !head.keepsAlive || !requestEnded { isReusable = false }
        switch head.bodyLength {
        case .none: receiving = .nothing
        case .known(let count): receiving = count == 0 ? .nothing : .body(remaining: count)
        case .untilEnd:
            receiving = .chunkedBody
            chunks = ChunkedDecoder()
        case .untilClose: receiving = .untilClose
        }
        let isComplete = receiving == .nothing
        // A complete response with more behind it is not to be trusted with the next request.
        if isComplete, hasMore { isReusable = false }
        exchange.respondedHead()
        if isComplete, !isClosed { ended(FieldSection()) }
    }

    private func receiveBody(_ bytes: Span<UInt8>, remaining: Int) -> Int? {
        let count = min(remaining, bytes.count)
        receiving = .body(remaining: remaining - count)
        exchange?.respondedBody(bytes.extracting(0..<count))
        if count == remaining, !isClosed {
            if bytes.count > count { isReusable = false }
            ended(FieldSection())
        }
        return count
    }

    private func receiveChunk(_ bytes: Span<UInt8>) -> Int? {
        var decoder = ChunkedDecoder()
        swap(&decoder, &chunks)
        do {
            let step = try decoder.next(bytes, lineLimit: worker.limits.chunkLineBytes)
            swap(&decoder, &chunks)
            switch step {
            case .needsMore(let consumed): return consumed == 0 ? nil : consumed
            case .data(let consumed, let count):
                exchange?.respondedBody(bytes.extracting(consumed..<consumed + count))
                return consumed + count
            case .trailers(let consumed):
                receiving = .trailers
                return consumed
            }
        } catch {
            return misbehaved(error)
        }
    }

    private func receiveTrailers(_ bytes: Span<UInt8>) -> Int? {
        var trailers = FieldSection()
        var finder = headEnd
        do {
            let found = try TrailerParser.parse(bytes, with: &finder, into: &trailers, limits: worker.limits)
            headEnd = finder
            guard let end = found else { return nil }
            chunks.trailersEnded()
            if bytes.count > end { isReusable = false }
            ended(trailers)
            return end
        } catch {
            return misbehaved(error)
        }
    }

    private func misbehaved(_ error: HTTP1Error) -> Int? {
        let exchange = release()
        close()
        pool.failed(peer)
        exchange?.responderFailed(.malformedResponse(error))
        return nil
    }

    /// The response is whole. The connection goes back before the exchange goes on, which may want it again.
    private func ended(_ trailers: borrowing FieldSection) {
        receiving = .nothing
        let exchange = release()
        if isReusable, requestEnded, !isClosed {
            setReadDeadline(worker.timeouts.upstreamIdle)
            pool.takeBack(self)
        } else {
            close()
        }
        exchange?.respondedEnd(trailers: trailers)
    }

    private func release() -> Exchange? {
        guard let exchange else { return nil }
        self.exchange = nil
        peer.load.add(-1)
        return exchange
    }

    // MARK: Ends and breaks

    private var unanswered: Unanswered? {
        receivedAny ? nil : requests > 1 ? .onKeptConnection : .onNewConnection
    }

    package override func receivedEnd() {
        switch receiving {
        case .untilClose: ended(FieldSection())
        case .tunnel:
            exchange?.respondedEnd(trailers: FieldSection())
        case .nothing where exchange == nil: close()
        case .nothing, .head, .body, .chunkedBody, .trailers:
            let failure: Failure = receiving == .head ? .upstreamClosed : .upstreamTruncated
            let exchange = release()
            close()
            pool.failed(peer)
            exchange?.responderFailed(failure, unanswered: unanswered)
        }
    }

    package override func lost(_ error: IOError?) {
        if let attempt {
            self.attempt = nil
            return attempt.connectFailed((error ?? IOError(code: 0)).text)
        }
        let failure: Failure = receiving == .head ? .upstreamReset : .upstreamTruncated
        guard let exchange = release() else { return }
        pool.failed(peer)
        exchange.responderFailed(failure, unanswered: unanswered)
    }

    package override func peerHalfClosed() {
        if exchange == nil { close() }
    }

    package override func readDeadlineReached() {
        if attempt != nil { return connectFailed("timed out") }
        if exchange == nil { close() }
    }

    package override var takingPace: PaceClock.Terms? {
        receiving == .tunnel ? nil : worker.timeouts.upstreamTakingPace
    }

    package override func writeDeadlineReached() {
        let exchange = release()
        close(reset: true)
        pool.failed(peer)
        exchange?.responderFailed(.upstreamTimeout)
    }

    package override func drained() { exchange?.responderDrained() }

    package override func finishedSending() {
        if exchange == nil { close() }
    }

    package override func closed() {
        peer.forget(self)
        if exchange != nil { peer.load.add(-1) }
    }
}

// MARK: - Responder

extension UpstreamConnection: Responder {
    package func receiveBody(_ bytes: Span<UInt8>) {
        guard sendsChunked, receiving != .tunnel else { return write(bytes) }
        guard !bytes.isEmpty else { return }
        write { HeadSerializer.appendChunkSize(bytes.count, to: &$0) }
        write(bytes)
        write { $0.append("\r\n") }
    }

    package func receiveEnd(trailers: borrowing FieldSection) {
        if receiving == .tunnel { return finishSending() }
        requestEnded = true
        if sendsChunked { write { HeadSerializer.appendLastChunk(trailers: trailers, to: &$0) } }
    }

    package func pauseResponding() { pauseReading() }
    package func resumeResponding() { resumeReading() }

    package func abandon() {
        _ = release()
        guard receiving == .tunnel else { return close(reset: true) }
        // The client's last bytes may wait for this turn's end.
        if isSendingRest { pauseReading() } else { close() }
    }
}
