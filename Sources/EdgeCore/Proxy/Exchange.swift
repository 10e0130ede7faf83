/// One request and its response: joins a client's stream to whoever answers it.
///
/// The stream calls `begin`, `receivedBody`, `receivedEnd`, `streamClosed`, `streamDrained`; the responder calls the
/// `responded…` family.
///
/// Lent by the worker, which takes it back at the end of the turn in which it has ended, unless someone still holds it: so a warm
/// worker neither allocates an exchange nor grows a head, and an alarm that was set before is found in the wheel, where one
/// for each request would stay for up to a round of it. `open` begins it, and `recycle` leaves nothing of it for the next one.
package final class Exchange: AlarmOwner {
    /// How far the exchange is.
    package enum Phase: Sendable {
        /// The head is being read and routed.
        case routing
        /// Waits for a connection to the upstream; body bytes are held back by pausing the client.
        case leasing
        /// The request goes out; nothing of the response has come.
        case forwarding
        /// The response's head has been sent on.
        case responding
        /// Raw bytes both ways.
        case tunnelling
        case finished
    }

    package let worker: Worker
    private let loop: EventLoop
    package let request = RequestHead()
    package let response = ResponseHead()
    let alarm = Alarm()
    var phase = Phase.routing
    private var becameTunnel = false
    private var requestEnded = false
    private var isReceivingPaused = false
    private var isRespondingPaused = false
    /// The client's; `nil` before `open` and after `recycle`.
    private(set) var connection: DownstreamConnection?
    /// The configuration that this exchange began with, and finishes with; a tunnel moves on to newer ones. One that is not in
    /// use keeps the last one, which costs the next exchange a comparison; the worker lets go of all when it adopts.
    var adopted: AdoptedSnapshot
    var listener: CompiledListener
    var site: CompiledSite?
    /// What steps of the site's routes have settled; `nil` where none did.
    var way: RouteState?
    private(set) var pool: UpstreamPool?
    private(set) var stream: (any ServerStream)?
    private(set) var responder: (any Responder)?
    private var lease: Lease?
    /// Present from 101 on; changed in place, so that who never was one is not asked for it (docs/decisions/0008).
    var tunnel: Tunnel?
    /// Where a tunnel leads; `nil` for a handler in this process.
    var peer: UpstreamPeer?
    private var socketSlot: WebSocketSlot?
    var upload: UploadPlace?
    private var retries = 0
    /// What is counted in the worker's backlog for this exchange: its head, and body bytes that wait for whom they are for.
    private var share = BacklogShare()
    var record = ExchangeRecord()
    /// Who answered.
    private(set) var responderName: String?
    /// The parts of the head that the log needs, kept when the head itself is let go.
    var loggedHead: LoggedHead?

    init(worker: Worker, listener: CompiledListener) {
        self.worker = worker
        loop = worker.loop
        adopted = worker.adopted
        self.listener = listener
    }

    // MARK: Lending

    /// Begins an exchange.
    func open(on stream: any ServerStream, connection: DownstreamConnection) {
        self.stream = stream
        self.connection = connection
        if adopted !== worker.adopted { adopted = worker.adopted }
        if listener !== connection.listener { listener = connection.listener }
        // What is refused before it is routed is logged with these.
        record = ExchangeRecord(begin: loop.now, client: connection.peer, isSecure: listener.isEncrypted)
    }

    /// Forgets everything that it came to; the next one finds nothing of it. Finished, and held by nobody.
    func recycle() {
        alarm.cancel()
        request.recycle()
        response.recycle()
        phase = .routing
        connection = nil
        stream = nil
        responder = nil
        lease = nil
        site = nil
        way = nil
        pool = nil
        if becameTunnel { tunnel = nil }
        becameTunnel = false
        peer = nil
        socketSlot = nil
        upload = nil
        requestEnded = false
        retries = 0
        isReceivingPaused = false
        isRespondingPaused = false
        keeps(0)
        record = ExchangeRecord()
        responderName = nil
        loggedHead = nil
    }

    // MARK: From the stream

    /// The request's head is complete in `request`: route it.
    package func begin() {
        follow(Router.route(self))
    }

    func follow(_ decision: RoutingDecision) {
        switch decision {
        case .proxy(let pool): forward(to: pool)
        case .respond(let response): respond(with: response)
        case .handle(let handler): handle(with: handler)
        case .refuse(let failure): respond(failure: failure)
        case .files(let server): serve(server)
        case .abort: abort()
        case .wait(let probe, let walk): wait(for: probe, walk)
        case .verify(let question, let walk): verify(question, walk)
        }
    }

    package func receivedBody(_ bytes: Span<UInt8>) {
        record.bytesIn += bytes.count
        switch phase {
        case .forwarding, .responding:
            guard record.bytesIn <= bodyLimit else { return fail(.bodyTooLarge) }
            passOn(bytes)
        case .tunnelling: clientSentIntoTunnel(bytes)
        case .leasing:
            guard record.bytesIn <= bodyLimit else { return fail(.bodyTooLarge) }
            lease?.keep(bytes)
            keeps(share.bytes + bytes.count)
        case .routing:
            way?.heldBody += bytes.array
            keeps(share.bytes + bytes.count)
        case .finished: break
        }
    }

    func passOn(_ bytes: Span<UInt8>) {
        guard let responder else { return }
        responder.receiveBody(bytes)
        guard responder.unsentBytes > worker.unsentMark, !isReceivingPaused else { return }
        isReceivingPaused = true
        responder.awaitDrain()
        stream?.pauseReceiving()
    }

    /// Bytes of the request that have not been passed on.
    package var uploadBytes: Int { share.bytes + (responder?.unsentBytes ?? 0) }

    /// Counts what is kept for it. The share is changed outside of its property (docs/decisions/0008).
    private func keeps(_ count: Int) {
        guard share.bytes != count else { return }
        var changed = share
        changed.set(count, in: worker)
        share = changed
    }

    /// Nothing of the body is kept here; the head is, as long as an answer is awaited.
    private func countHead() { keeps(request.fields.arena.count) }

    func begin(_ tunnel: Tunnel) {
        self.tunnel = tunnel
        becameTunnel = true
    }

    /// The heads of a tunnel are let go.
    func forgetHead() { keeps(0) }

    package func receivedEnd(trailers: borrowing FieldSection) {
        if phase == .tunnelling { return clientEndedTunnel() }
        guard !requestEnded else { return }
        requestEnded = true
        switch phase {
        case .forwarding:
            responder?.receiveEnd(trailers: trailers)
            startResponseClock()
        case .responding:
            responder?.receiveEnd(trailers: trailers)
        case .leasing: lease?.keep(trailers: trailers)
        case .routing, .tunnelling, .finished: break
        }
    }

    /// The client's bytes turned out to be no legal message.
    package func requestFailed(_ error: HTTP1Error) { fail(.malformedRequest(error)) }

    /// A head that is none: answered like a request, forwarded to nobody.
    func refuse(_ error: HTTP1Error) { respond(failure: .malformedRequest(error)) }

    /// The client was too slow.
    package func requestTimedOut() { fail(phase == .routing ? .headTimeout : .bodyTimeout) }

    /// The stream is gone: nothing more may be sent.
    package func streamClosed() {
        guard phase != .finished else { return }
        stream = nil
        if phase != .tunnelling, record.failure == nil { record.failure = .clientGone }
        finish()
    }

    /// The client has taken enough for the response to go on.
    package func streamDrained() {
        guard isRespondingPaused else { return }
        isRespondingPaused = false
        responder?.resumeResponding()
    }

    // MARK: Forwarding

    private func forward(to pool: UpstreamPool) {
        if case .known(let count) = request.bodyLength, count > bodyLimit { return respond(failure: .bodyTooLarge) }
        self.pool = pool
        RequestForwarding.prepare(request, for: record)
        editRequest(for: pool)
        guard takesSocketSlot() else { return }
        countHead()
        phase = .leasing
        if entersTurnstile(in: pool) { pool.lease(for: self) }
    }

    /// A lease that has to wait tells so: what arrives meanwhile is kept small by not reading.
    func leaseWaits(_ lease: Lease) {
        if let before = self.lease { lease.takeOver(from: before) }
        self.lease = lease
        guard request.bodyLength != .none, !isReceivingPaused else { return }
        isReceivingPaused = true
        stream?.pauseReceiving()
    }

    /// A connection to the upstream is ours: the request goes out.
    func leased(_ upstream: UpstreamConnection) {
        let lease = lease
        self.lease = nil
        responder = upstream
        responderName = upstream.peer.name
        phase = .forwarding
        upstream.forward(request)
        lease?.replayKept(to: upstream, isWhole: requestEnded)
        countHead()
        if requestEnded { startResponseClock() } else { resumeReceiving() }
    }

    func leaseFailed(_ failure: Failure) {
        lease = nil
        respond(failure: failure)
    }

    private func resumeReceiving() {
        guard isReceivingPaused else { return }
        isReceivingPaused = false
        stream?.resumeReceiving()
    }

    private func startResponseClock() {
        guard phase == .forwarding else { return }
        loop.set(alarm, for: self, at: loop.now + (pool?.responseHeadTimeout ?? worker.timeouts.responseHead))
    }

    /// Nothing of the response has come: the upstream may have closed an old connection before it saw the request, or have
    /// died. Only what may be sent again (RFC 9110 §9.2.2, RFC 9112 §9.3.1).
    private var mayBeSentAgain: Bool {
        phase == .forwarding && request.method.isIdempotent && record.bytesIn == 0 && request.bodyLength == .none
    }

    // MARK: From the responder

    package func responderDrained() { resumeReceiving() }

    package func respondedInterim(_ head: ResponseHead) {
        guard phase == .forwarding else { return }
        ResponseForwarding.prepareInterim(head)
        stream?.sendInterim(head)
    }

    /// The final head is in `response`.
    package func respondedHead() {
        alarm.cancel()
        record.status = response.status
        record.firstByte = loop.now
        if response.status == 101 { return becomeTunnel() }
        phase = .responding
        ResponseForwarding.prepare(response) { worker.appendDate(to: &$0) }
        editResponse(of: pool)
        beginCompression()
        stream?.sendHead(response, bodyLength: response.bodyLength)
    }

    package func respondedBody(_ bytes: Span<UInt8>) {
        guard let stream else { return }
        if let compressor = way?.compressor { return compressor.compress(bytes) }
        record.bytesOut += bytes.count
        if phase == .tunnelling { return upstreamSentIntoTunnel(bytes, to: stream) }
        send(bytes, on: stream)
    }

    /// The client's stream, where it takes parts of files as such.
    var fileStream: (any FileStream)? {
        guard way?.compressor == nil, let files = stream as? any FileStream, files.takesFiles else { return nil }
        return files
    }

    /// A part of a file, sent by the kernel as far as the client takes it now.
    func respondedFile(_ file: FileDescriptor, _ range: Range<Int>, on files: any FileStream) -> IOResult {
        let result = files.sendFile(file, range)
        switch result {
        case .bytes(let count): record.bytesOut += count
        case .wouldBlock:
            isRespondingPaused = true
            responder?.pauseResponding()
        case .endOfStream, .failed: break
        }
        return result
    }

    func send(_ bytes: Span<UInt8>, on stream: any ServerStream) {
        stream.sendBody(bytes)
        guard stream.unsentBytes > worker.unsentMark, !isRespondingPaused else { return }
        isRespondingPaused = true
        stream.awaitDrain()
        responder?.pauseResponding()
    }

    /// The response is whole. The responder is free; in a tunnel it has only stopped sending.
    package func respondedEnd(trailers: borrowing FieldSection) {
        if phase == .tunnelling { return upstreamEndedTunnel() }
        responder = nil
        way?.compressor?.end()
        stream?.sendEnd(trailers: trailers)
        finish()
    }

    /// The responder is gone without a whole response.
    ///
    /// - Parameter unanswered: its connection broke before a byte of the response.
    package func responderFailed(_ failure: Failure, unanswered: Unanswered? = nil) {
        responder = nil
        if phase == .tunnelling { return upstreamBrokeTunnel(failure) }
        guard let unanswered, let pool, mayBeSentAgain, isToBeSentAgain(unanswered, pool.group) else { return fail(failure) }
        phase = .leasing
        alarm.cancel()
        pool.lease(for: self, fresh: true, pauses: unanswered == .onNewConnection)
    }

    /// A second time it goes out on a new connection, so that this ends.
    private func isToBeSentAgain(_ unanswered: Unanswered, _ group: UpstreamGroup) -> Bool {
        if unanswered == .onKeptConnection { return true }
        retries += 1
        return retries <= group.retries
    }

    // MARK: Answers of our own

    /// Ends the client's side without an answer.
    private func abort() {
        record.failure = .aborted
        let broken = stream
        stream = nil
        broken?.abort(.client)
        finish()
    }

    private func serve(_ server: CompiledFileServer) {
        phase = .forwarding
        let files = FileResponder(server, exchange: self)
        responder = files
        responderName = files.name
        files.start()
    }

    /// The responder has an answer of our own for it.
    func answerLocally(_ answer: LocalResponse) {
        responder = nil
        respond(with: answer)
    }

    /// The walk has stopped; what arrives meanwhile is kept small by not reading.
    func pauseForRouting() {
        guard request.bodyLength != .none, !isReceivingPaused else { return }
        isReceivingPaused = true
        stream?.pauseReceiving()
    }

    /// The walk has come to its end after all; the body that was held back follows.
    func resumeRouting(_ decision: RoutingDecision) {
        let (held, hadEnded) = (way?.heldBody ?? [], requestEnded)
        way?.heldBody = []
        keeps(0)
        requestEnded = false
        resumeReceiving()
        follow(decision)
        if !held.isEmpty {
            record.bytesIn -= held.count
            receivedBody(held.span)
        }
        if hadEnded { receivedEnd(trailers: FieldSection()) }
    }

    private func handle(with handler: RequestHandler) {
        if case .known(let count) = request.bodyLength, count > bodyLimit { return respond(failure: .bodyTooLarge) }
        guard takesSocketSlot() else { return }
        countHead()
        phase = .forwarding
        let bridge = HandlerBridge(handler, exchange: self)
        responder = bridge
        responderName = bridge.name
        bridge.start()
    }

    /// Whether the limits of WebSockets let this request through; answers it where they do not.
    private func takesSocketSlot() -> Bool {
        guard request.asksForUpgrade else { return true }
        do { socketSlot = try worker.takeWebSocketSlot(for: record.client) } catch {
            respond(failure: error)
            return false
        }
        return true
    }

    /// Where the site's requests are counted; row 0 where there is none.
    var siteRow: Int { site?.row ?? 0 }

    private var bodyLimit: Int { way?.bodyBytes ?? site?.bodyBytes ?? worker.limits.bodyBytes }

    // MARK: Ending

    /// Something went wrong: an answer where one can still be given, a broken stream where not.
    func fail(_ failure: Failure) {
        guard phase != .finished else { return }
        record.failure = failure
        letGo()
        switch phase {
        case .routing, .leasing, .forwarding: respond(failure: failure)
        case .responding, .tunnelling:
            let broken = stream
            stream = nil
            broken?.abort(failure.blame == .client ? .client : failure.blame == .upstream ? .upstream : .internal)
            finish()
        case .finished: break
        }
    }

    package func deadlineReached(_ alarm: Alarm, at now: Instant) {
        if phase == .tunnelling { return tunnelAlarmRang() }
        (responder as? UpstreamConnection)?.timedOut()
        fail(.upstreamTimeout)
    }

    private func letGo() {
        lease?.cancel()
        lease = nil
        letResponderGo()
    }

    func letResponderGo() {
        let abandoned = responder
        responder = nil
        abandoned?.abandon()
    }

    func finish() {
        guard phase != .finished else { return }
        if phase == .tunnelling { worker.tunnelClosed(self) }
        letGo()
        if let socketSlot { worker.giveBack(socketSlot) }
        if upload != nil { leaveTurnstile() }
        keeps(0)
        phase = .finished
        way?.compressor = nil
        alarm.cancel()
        stream = nil
        worker.exchangeFinished(self, tunnel: becameTunnel ? tunnel : nil)
    }
}
