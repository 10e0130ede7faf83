/// One socket on its worker: drives wire ⇄ transport, stages output, keeps time. `DownstreamConnection` and
/// `UpstreamConnection` say what the bytes mean.
///
/// Nothing is called back from inside a `write`: output is staged and goes out once, when the turn ends; failures are told
/// then, with nobody's method further up the stack.
package class Connection: EventTarget, AlarmOwner {
    package let worker: Worker
    /// The worker's, held directly: calling what is two references away costs a retain and a release, each of them atomic.
    let loop: EventLoop
    private let scratch: Scratch
    private let buffers: BufferPool
    let wire: Wire
    package let transport: any Transport
    /// What this turn sends. Taken out of the property while anyone works on it, as everywhere on this path: the optimiser then
    /// proves that no two accesses overlap, and leaves the checks at run time out.
    private var staged = ByteBuffer()
    private var hasEnded = false
    /// Whether bytes are wanted from the peer. Level, not edge: what is unread while paused is read on resuming.
    private var isReading = true
    private var isHandshaking = true
    private var isDraining = false
    /// Whether someone keeps what the socket did not take, and wants to know when it takes more.
    private var isAwaitingRoom = false
    private var isFinishing = false
    /// Whether others may have to wait behind what is written, as streams of HTTP/2 and frames of a tunnel do. HTTP/1.1 sends one
    /// message after the other.
    package final var isShared = true {
        didSet { if isShared { settleUnsentLimit() } }
    }
    private var unsentLimit = Socket.UnsentLimit.ofChats
    private var readsInBulk = false
    private let readAlarm = Alarm()
    private var takingWatch: TakingWatch?
    /// What is counted in the worker's backlog for this connection.
    private var share = BacklogShare()

    /// Staged bytes above which they are sent without waiting for the turn's end: one full TLS record.
    private static let stageBytes = 16 * 1024
    /// Reads of one connection in one turn, each of up to the scratch's size: nobody starves the others.
    private static let readsPerTurn = 4

    init(worker: Worker, socket: Socket, makeTransport: (Wire) -> any Transport) {
        self.worker = worker
        loop = worker.loop
        scratch = worker.scratch
        buffers = worker.buffers
        wire = Wire(socket: socket, shelf: worker.transportShelf)
        transport = makeTransport(wire)
    }

    /// Registers with the loop. The handshake, if any, begins with the first edge.
    final func register() throws(IOError) { try loop.register(self, descriptor: wire.socket.descriptor) }

    package final var isClosed: Bool { hasEnded }

    // MARK: What subclasses say

    /// Whether what comes before the transport's first byte has been read; asked at each event until it has.
    package func passedPreamble() -> Bool { true }

    /// The handshake is complete.
    package func opened() {}
    package func handshakeFailed(_ phrase: String) {}
    package func received(_ bytes: Span<UInt8>) {}
    package func receivedEnd() {}
    /// The connection broke; it is closed already.
    package func lost(_ error: IOError?) {}
    /// The peer has closed its direction while nothing is read from it.
    package func peerHalfClosed() {}
    /// Unsent bytes have fallen below half of the limit.
    package func drained() {}
    package func prepareFlush() {}
    package func readDeadlineReached() {}
    package func writeDeadlineReached() {}
    /// The last byte has left and the sending direction is closed.
    package func finishedSending() {}
    /// How fast the peer has to take what it is sent; `nil` for as slowly as it likes.
    package var takingPace: PaceClock.Terms? { worker.timeouts.takingPace }

    // MARK: Events

    package override func ready(_ readiness: Readiness) {
        guard !isClosed else { return }
        if readiness.contains(.writable) {
            wire.becameWritable()
            if unsentBytes > 0 || isFinishing || isAwaitingRoom { loop.markDirty(self) }
        }
        if !readiness.isDisjoint(with: [.readable, .halfClosed, .broken]) {
            wire.becameReadable(ending: !readiness.isDisjoint(with: [.halfClosed, .broken]))
        }
        if isHandshaking { return handshakeMoves() }
        if isReading { return readAvailable() }
        if !readiness.isDisjoint(with: .broken) { return fail(nil) }
        if readiness.contains(.halfClosed) { peerHalfClosed() }
    }

    package override func resume() {
        guard !isClosed else { return }
        if isHandshaking { return handshakeMoves() }
        resumed()
        if isReading, !isClosed { readAvailable() }
    }

    /// A scheduled turn has come, before anything is read.
    package func resumed() {}

    /// What TLS computes takes long enough to be done by few in one turn.
    private func handshakeMoves() {
        transport.session.isEncrypted ? loop.queueStep(self) : continueHandshake()
    }

    package override func step() {
        if isHandshaking, !isClosed { continueHandshake() }
    }

    private func continueHandshake() {
        guard passedPreamble() else { return }
        switch transport.handshake() {
        case .complete:
            isHandshaking = false
            opened()
            if isReading, !isClosed { readAvailable() }
        case .pending:
            // An alert or a flight may wait for room in the socket.
            if transport.unsentBytes > 0 { loop.markDirty(self) }
        case .failed(let phrase):
            _ = transport.flush()
            handshakeFailed(phrase)
        }
    }

    /// Handed over as an argument, which the spans that are made of it may be of, and which costs no retain.
    private func readAvailable() { readAvailable(into: scratch) }

    private func readAvailable(into scratch: Scratch) {
        for _ in 0..<Self.readsPerTurn {
            guard isReading, !isClosed else { return }
            var room = scratch.room(first: worker.pieceBytes)
            switch transport.receive(into: &room) {
            case .bytes(let count):
                if count == scratch.capacity { readInBulk() }
                received(scratch.bytes(count))
            case .wouldBlock: return
            case .endOfStream:
                pauseReading()
                return receivedEnd()
            case .failed(let error): return fail(error)
            }
        }
        if isReading, !isClosed { loop.schedule(self) }
    }

    // MARK: Reading

    /// Who has filled a whole reading sends more: its records are read several at once.
    private func readInBulk() {
        guard !readsInBulk, transport.session.isEncrypted, worker.bulkReaders.enter() else { return }
        readsInBulk = true
        transport.readInBulk()
    }

    package final func pauseReading() { isReading = false }

    package final func resumeReading() {
        guard !isReading, !isClosed else { return }
        isReading = true
        if wire.canRead || transport.hasBufferedInput { loop.schedule(self) }
    }

    // MARK: Writing

    /// Bytes that the peer has not taken: staged, sealed, or in the wire's queue.
    package final var unsentBytes: Int { staged.count + transport.unsentBytes }

    package final var isCongested: Bool { unsentBytes > worker.unsentMark }

    /// Sends bytes in order. Small pieces of one turn leave together; large ones pass without a copy, in full records, and are
    /// pushed by the kernel when a packet is full or the turn ends.
    package final func write(_ bytes: Span<UInt8>) {
        guard !isClosed else { return }
        loop.markDirty(self)
        var buffer = takeStaged()
        var rest = bytes
        if !buffer.isEmpty || rest.count < Self.stageBytes {
            let part = min(rest.count, Self.stageBytes - min(buffer.count, Self.stageBytes))
            buffer.append(rest.extracting(0..<part))
            rest = rest.extracting(part..<rest.count)
            if buffer.count >= Self.stageBytes { sendWholeRecords(of: &buffer) }
        }
        let whole = rest.count - rest.count % Self.stageBytes
        if whole > 0 {
            transport.send(rest.extracting(0..<whole), moreFollows: true)
            noteCongestion()
        }
        buffer.append(rest.extracting(whole..<rest.count))
        swap(&buffer, &staged)
    }

    /// Lets the caller write into the staged output: for heads and framing. Writing nothing is allowed and changes nothing.
    package final func write(_ body: (inout ByteBuffer) -> Void) {
        guard !isClosed else { return }
        var buffer = takeStaged()
        let before = buffer.count
        body(&buffer)
        if buffer.count != before { loop.markDirty(self) }
        if buffer.count >= Self.stageBytes { sendWholeRecords(of: &buffer) }
        swap(&buffer, &staged)
    }

    /// Whether what is written passes as it is, so that the kernel may send parts of files.
    final var takesFiles: Bool { !transport.session.isEncrypted }

    /// Has the kernel send a part of a file behind everything that is staged. What the socket does not take stays the caller's,
    /// who is told by `drained`.
    final func write(_ file: FileDescriptor, _ range: Range<Int>) -> IOResult {
        guard !isClosed else { return .wouldBlock }
        loop.markDirty(self)
        sendStaged()
        let result = wire.send(file, range)
        isAwaitingRoom = result == .wouldBlock
        return result
    }

    /// The staged bytes, to be put back by who works on them.
    private func takeStaged() -> ByteBuffer {
        var buffer = ByteBuffer()
        swap(&buffer, &staged)
        buffers.lend(to: &buffer)
        return buffer
    }

    /// Sends full TLS records only; what is left may still grow to one in this turn.
    private func sendWholeRecords(of buffer: inout ByteBuffer) {
        let whole = buffer.count - buffer.count % Self.stageBytes
        transport.send(buffer.bytes.extracting(0..<whole), moreFollows: true)
        buffer.consume(whole)
        noteCongestion()
    }

    /// Sends what is staged, and gives its memory back to the worker.
    private func sendStaged() {
        guard staged.footprint > 0 else { return }
        var buffer = ByteBuffer()
        swap(&buffer, &staged)
        if !buffer.isEmpty {
            transport.send(buffer.bytes, moreFollows: false)
            buffer.removeAll()
            noteCongestion()
        }
        buffers.takeBack(from: &buffer)
    }

    /// Noted when it happens, not when the turn ends: whoever stopped because of it has to be told even if the socket
    /// takes most of it within the turn.
    private func noteCongestion() {
        if isCongested { isDraining = true }
    }

    package override func flush() {
        guard !isClosed else { return }
        prepareFlush()
        if !isHandshaking { sendStaged() }
        guard transport.flush() else { return readLast() }
        noteProgress()
        if isFinishing, unsentBytes == 0 {
            isFinishing = false
            transport.finishSending()
            finishedSending()
        }
    }

    /// Restarts or stops the clock on a peer that takes nothing, and tells when back-pressure ends.
    private func noteProgress() {
        let unsent = unsentBytes
        share.set(unsent + bytesWaiting, in: worker)
        if unsent == 0, !isAwaitingRoom {
            takingWatch?.alarm.silence()
        } else {
            settleUnsentLimit()
            watchTaking()
        }
        if isDraining ? unsent <= worker.unsentMark / 2 : isAwaitingRoom && wire.takesMore {
            isDraining = false
            isAwaitingRoom = false
            drained()
        }
    }

    /// Bytes that are kept beside the connection's output: for the peer, not written because too many wait already, or of the
    /// peer, not used yet.
    package var bytesWaiting: Int { 0 }

    /// Bytes that have reached the peer. One system call, made when bytes begin to wait and at the deadlines after that.
    private var deliveredBytes: Int { wire.sentBytes - wire.socket.unacknowledgedBytes() }

    private func watchTaking() {
        guard takingWatch?.alarm.isSet != true, let pace = takingPace else { return }
        let watch = takingWatch ?? TakingWatch()
        takingWatch = watch
        watch.clock.start(delivered: deliveredBytes, at: loop.now)
        loop.set(watch.alarm, for: self, at: watch.clock.deadline(pace))
    }

    /// Tells the kernel what may wait in it. A system call when the socket is full for the first time, and seldom after that.
    ///
    /// Where the worker keeps much already the kernel is not asked to keep more: 10,000 who read nothing drive it to the bound of
    /// its memory for TCP, where it drops what others are sent.
    private func settleUnsentLimit() {
        let isShort = isShared || worker.backlog.isTight(worker.limits)
        let wanted: Socket.UnsentLimit = isShort ? .ofChats : isAwaitingRoom ? .ofFiles : .ofBulk
        guard wanted != unsentLimit else { return }
        unsentLimit = wanted
        wire.socket.keepUnsent(wanted)
    }

    private func judgeTaking(at now: Instant) {
        guard let pace = takingPace, let watch = takingWatch else { return }
        switch watch.clock.judge(delivered: deliveredBytes, at: now, pace) {
        case .fine(let deadline): loop.set(watch.alarm, for: self, at: deadline)
        case .silent, .tooSlow: writeDeadlineReached()
        }
    }

    /// Has `drained` called once the peer has taken enough.
    package final func awaitDrain() { isDraining = true }

    // MARK: Time

    package final func setReadDeadline(_ interval: Interval) {
        loop.set(readAlarm, for: self, at: loop.now + interval)
    }

    package final func setReadDeadline(at deadline: Instant) { loop.set(readAlarm, for: self, at: deadline) }

    package final func clearReadDeadline() { readAlarm.silence() }

    package final func deadlineReached(_ alarm: Alarm, at now: Instant) {
        guard !isClosed else { return }
        alarm === readAlarm ? readDeadlineReached() : judgeTaking(at: now)
    }

    // MARK: Ending

    /// Ends the sending direction when everything written has left.
    package final func finishSending() {
        guard !isClosed else { return }
        isFinishing = true
        loop.markDirty(self)
    }

    /// Whether what was written before `finishSending` is still on its way out.
    package final var isSendingRest: Bool { isFinishing }

    /// Closes at once; what is unsent is lost.
    package final func close(reset: Bool = false) {
        guard !isClosed else { return }
        hasEnded = true
        readAlarm.cancel()
        takingWatch?.alarm.cancel()
        var unsent = ByteBuffer()
        swap(&unsent, &staged)
        share.set(0, in: worker)
        if readsInBulk { worker.bulkReaders.leave() }
        loop.forget(self)
        if reset { wire.socket.resetOnClose() }
        wire.socket.close()
        loop.bury(transport)
        closed()
    }

    /// The descriptor is free again.
    package func closed() {}

    /// Writing failed; what the peer has sent before it closed may still be there: an early answer, say.
    private func readLast() {
        if isReading { readAvailable() }
        fail(wire.failure)
    }

    private func fail(_ error: IOError?) {
        guard !isClosed else { return }
        close()
        lost(error)
    }
}
