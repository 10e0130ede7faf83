/// A client's connection: from accept to close, whatever protocol it turns out to speak.
package final class DownstreamConnection: Connection {
    /// The client's address, IPv4-mapped addresses as IPv4: the peer's, or what a PROXY header says in front of TLS.
    package var peer: SocketAddress {
        get { client }
        set { client = newValue }
    }
    private var client: SocketAddress
    var preamble: Preamble
    private var doing = Activity.handshaking
    private var isClosingGracefully = false
    private var lingersAfterSending = false
    var admission = Admission()
    private let begin: Instant
    private let acceptor: Acceptor
    private var codec: (any ServerCodec)?
    /// Present while the client's first bytes have to tell its protocol.
    private var choice: ProtocolChoice?
    private var lingered = 0

    init(worker: Worker, socket: Socket, peer: SocketAddress, acceptor: Acceptor) {
        client = peer.normalized
        self.acceptor = acceptor
        begin = worker.loop.now
        preamble = acceptor.listener.proxyProtocol?.isSent(by: client) == true ? .awaited : .none
        super.init(worker: worker, socket: socket) { acceptor.listener.transport.makeTransport(on: $0) }
    }

    /// What the connection is doing, for the log.
    package var activity: Activity {
        get { doing }
        set { doing = newValue }
    }

    /// Starts the clock that covers a PROXY header, the handshake and the first head together (`Timeouts.readHead`).
    func open() throws(IOError) {
        try register()
        startClock()
    }

    func startClock() {
        var time = worker.timeouts.readHead
        if preamble == .awaited, let headerTime = listener.proxyHeaderTime { time = min(time, headerTime) }
        setReadDeadline(at: begin + time)
    }

    package override func passedPreamble() -> Bool { preamble == .none || preamble == .read || readPreamble() }

    package override var takingPace: PaceClock.Terms? {
        activity == .tunnelling ? nil : worker.timeouts.takingPace
    }

    /// The listener as the newest configuration has it.
    package var listener: CompiledListener { acceptor.listener }

    // MARK: Protocol

    package override func opened() {
        if transport.session.isEncrypted { worker.counters.handshakes += 1 }
        handshakeEnded()
        activity = .readingHead
        let session = transport.session
        if session.isResumed { worker.counters.resumptions += 1 }
        if !session.isEncrypted {
            choice = ProtocolChoice(among: listener.codecs)
            if choice != nil { return }
        }
        choose(listener.codecs.first { $0.applicationProtocol.description == session.applicationProtocol.description })
    }

    private func choose(_ provider: (any ServerCodecProvider)?) {
        codec = provider?.makeCodec(for: self) ?? HTTP1ServerCodec(connection: self)
        if worker.isDraining { codec?.drain() }
    }

    /// The client's first bytes on a plaintext listener that speaks more than HTTP/1.1.
    private func receivedFirst(_ bytes: Span<UInt8>) {
        guard let choice else { return }
        switch choice.received(bytes) {
        case .needsMore: break
        case .http1: begin(nil, behind: choice)
        case .codec(let provider): begin(provider, behind: choice)
        }
    }

    private func begin(_ provider: (any ServerCodecProvider)?, behind choice: ProtocolChoice) {
        self.choice = nil
        choose(provider)
        let first = choice.taken()
        codec?.received(first.bytes)
    }

    package override func handshakeFailed(_ phrase: String) {
        worker.counters.handshakeFailures += 1
        worker.note(.debug, "handshake failed", detail: phrase, peer: peer)
        close()
    }

    package override func received(_ bytes: Span<UInt8>) {
        if isClosingGracefully { return discard(bytes.count) }
        guard let codec else { return receivedFirst(bytes) }
        codec.received(bytes)
    }

    package override func receivedEnd() {
        if isClosingGracefully { return stopLingering() }
        guard let codec else { return close() }
        codec.receivedEnd()
    }

    /// The client sends nothing more: there is nothing to wait for but the last bytes of its answer.
    private func stopLingering() {
        if isSendingRest { lingersAfterSending = false } else { close() }
    }

    package override func peerHalfClosed() {
        if isClosingGracefully { return stopLingering() }
        // Browsers close TLS connections as a whole; a plaintext client may have ended its direction only (RFC 9112 §9.6).
        guard transport.session.isEncrypted else { return }
        codec?.receivedEnd()
    }

    package override func resumed() { codec?.resume() }
    package override var bytesWaiting: Int { codec?.waitingBytes ?? 0 }

    /// Bytes that are held on account of this client: not taken by it, or by whom they are for.
    var heldBytes: Int { unsentBytes + (codec?.waitingBytes ?? 0) + (codec?.uploadBytes ?? 0) }

    package override func drained() { codec?.drained() }
    package override func prepareFlush() { codec?.prepareFlush() }

    // MARK: Exchanges

    /// Opens an exchange for the codec; its head is to be filled, then `begin` called.
    package func makeExchange(on stream: any ServerStream) -> Exchange {
        worker.makeExchange(on: stream, connection: self)
    }

    // MARK: Time

    package override func readDeadlineReached() {
        if isClosingGracefully { return close() }
        guard let codec else {
            worker.counters.handshakeFailures += 1
            return close()
        }
        codec.deadlineReached()
    }

    package override func writeDeadlineReached() {
        worker.note(.debug, "client takes nothing", detail: "closed after the write timeout", peer: peer)
        close(reset: true)
        codec?.connectionLost()
    }

    // MARK: Ending

    /// Takes one request more at the most; open ones finish.
    func drain() {
        guard let codec else { return awaitLastRequest() }
        codec.drain()
    }

    /// A connection that is idle, or in its handshake, when the drain begins: its request may be on its way, and closing would
    /// lose it. It has a moment, and the answer says that the connection closes.
    func awaitLastRequest() { setReadDeadline(Self.lastRequestTime) }

    private static let lastRequestTime = Interval.seconds(2)

    var openStreams: Int { codec?.openStreams ?? 0 }

    /// Sends what is written, then closes. Where the client may still be sending, what it sends is read and dropped for a
    /// while: closing with unread bytes resets the connection, and the client would lose the answer (RFC 9112 §9.6).
    package func closeGracefully(linger: Bool) {
        guard !isClosed, !isClosingGracefully else { return }
        isClosingGracefully = true
        activity = .lingering
        setReadDeadline(worker.timeouts.linger)
        linger ? resumeReading() : pauseReading()
        lingersAfterSending = linger
        finishSending()
    }

    package override func finishedSending() {
        if isClosingGracefully, !lingersAfterSending { close() }
    }

    private func discard(_ count: Int) {
        lingered += count
        if lingered > worker.limits.lingerBytes { close() }
    }

    package override func lost(_ error: IOError?) { codec?.connectionLost() }

    package override func closed() {
        worker.connectionClosed(self)
        leaveCounters()
    }

    /// The codec holds its connection, and until now it may have been its caller.
    package override func buried() { codec = nil }

    /// Closes at once and tells the exchanges.
    package func abort(reset: Bool) {
        guard !isClosed else { return }
        close(reset: reset)
        codec?.connectionLost()
    }
}

/// What a connection is doing, in words, for the log.
package enum Activity: String, Sendable {
    case handshaking, readingHead = "reading head", readingBody = "reading body", waiting, responding, tunnelling
    case idle, lingering
}
