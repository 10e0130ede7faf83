/// One socket with the bytes that it has not taken yet: what transports read from and write to.
///
/// Edge-triggered: after a short read or a refused write the wire does not try again until `readable`/`writable` is
/// called, which spares the system call that would only say "nothing" (measured: a fifth of all calls).
package final class Wire {
    package let socket: Socket
    private var queue = ByteBuffer()
    private var mayRead = true
    private var mayWrite = true
    private var isFinishing = false
    /// The peer's end has been reported with the same edge as its last bytes: a short read is then not the last one.
    private(set) var endIsNear = false
    /// Bytes that the socket has taken since it was opened.
    private(set) var sentBytes = 0
    /// Whether the kernel was told that more follows what it took last.
    private var isHeldBack = false
    /// Whether what is sent waits for what comes after it.
    private var isHolding = false
    /// The first failure of a write; told by the next `flush`.
    private var brokenBy: IOError?

    /// What transports of the same worker share; `nil` for a connection without a worker.
    package let shelf: WorkerShelf?

    /// Where the client connected to. Beside the wire, because of most connections nobody has said it.
    private indirect enum Destination {
        case untold
        case told(SocketAddress)
    }
    private var destination = Destination.untold

    package init(socket: Socket, shelf: WorkerShelf? = nil) {
        self.socket = socket
        self.shelf = shelf
    }

    /// A PROXY header in front of everything else has said where the client connected to.
    func noteDestination(_ address: SocketAddress) { destination = .told(address) }

    /// Where the client connected to. A system call where no PROXY header has told.
    package var localAddress: SocketAddress? {
        switch destination {
        case .told(let address): address
        case .untold: socket.localAddress()?.normalized
        }
    }

    package var failure: IOError? { brokenBy }

    /// Bytes queued because the socket took no more. What is held back is not waited for.
    package var unsentBytes: Int { isHolding ? 0 : queue.count }

    package var canRead: Bool { mayRead }

    /// epoll reported an edge.
    package func becameReadable(ending: Bool) {
        mayRead = true
        if ending { endIsNear = true }
    }

    package func becameWritable() { mayWrite = true }

    package func receive(into room: inout MutableSpan<UInt8>) -> IOResult {
        guard mayRead else { return .wouldBlock }
        let wanted = room.count
        let result = socket.receive(into: &room)
        switch result {
        // A short read has emptied the socket; the next bytes bring a new edge.
        case .bytes(let count): if count < wanted, !endIsNear { mayRead = false }
        case .wouldBlock: mayRead = false
        case .endOfStream, .failed: break
        }
        return result
    }

    /// Looks at what has arrived without taking it: for a header in front of what the transport reads.
    package func peek(into room: inout MutableSpan<UInt8>) -> IOResult { socket.peek(into: &room) }

    /// Holds back what is sent from here on, until `letGo`: what nobody waits for leaves together with what comes after it.
    package func hold() { isHolding = true }

    /// What was held back leaves with the next `flush`, in front of everything after it.
    package func letGo() { isHolding = false }

    /// Sends now what the socket takes, and queues the rest.
    ///
    /// - Parameter moreFollows: the next bytes may come in the same turn: the kernel makes fewer and larger packets of both, and
    ///   `flush` has it send what is left.
    package func send(_ bytes: Span<UInt8>, moreFollows: Bool = false) {
        guard failure == nil else { return }
        guard queue.isEmpty, mayWrite, !isHolding else { return keep(bytes) }
        let sent = transmit(bytes, moreFollows: moreFollows)
        // What did not fit waits for an acknowledgement, which has all of it sent.
        isHeldBack = moreFollows && sent == bytes.count
        if sent < bytes.count { keep(bytes.extracting(sent..<bytes.count)) }
    }

    /// Has the kernel send a part of a file behind what was sent before. Nothing of it is queued, and a failure is not kept:
    /// it may be the file's.
    func send(_ file: FileDescriptor, _ range: Range<Int>) -> IOResult {
        guard takesMore else { return .wouldBlock }
        let result = socket.send(file, range)
        switch result {
        // Less than was asked for says nothing about the socket: the file may have ended.
        case .bytes(let count): sentBytes += count
        case .wouldBlock: mayWrite = false
        case .endOfStream, .failed: break
        }
        return result
    }

    /// Whether the socket may take bytes now, as far as is known.
    var takesMore: Bool { queue.isEmpty && mayWrite && failure == nil }

    private func keep(_ bytes: Span<UInt8>) {
        var kept = ByteBuffer()
        swap(&kept, &queue)
        kept.append(bytes)
        swap(&kept, &queue)
    }

    /// Pushes the queue; `false` when the connection is broken.
    package func flush() -> Bool {
        if !queue.isEmpty, mayWrite, !isHolding, failure == nil {
            var bytes = ByteBuffer()
            swap(&bytes, &queue)
            bytes.consume(transmit(bytes.bytes))
            if bytes.isEmpty { bytes.release() }
            swap(&bytes, &queue)
        }
        if isHeldBack {
            isHeldBack = false
            socket.push()
        }
        if isFinishing, queue.isEmpty, failure == nil {
            isFinishing = false
            socket.shutDownSending()
        }
        return failure == nil
    }

    /// Ends the sending direction as soon as the queue is empty.
    package func finishSending() {
        isFinishing = true
        isHolding = false
        _ = flush()
    }

    /// Bytes the socket took. More than one call only after a partial write, which the kernel makes when its buffer fills.
    private func transmit(_ bytes: Span<UInt8>, moreFollows: Bool = false) -> Int {
        switch socket.send(bytes, moreFollows: moreFollows) {
        case .bytes(let count):
            sentBytes += count
            if count < bytes.count { mayWrite = false }
            return count
        case .wouldBlock, .endOfStream:
            mayWrite = false
            return 0
        case .failed(let error):
            brokenBy = error
            return 0
        }
    }
}
