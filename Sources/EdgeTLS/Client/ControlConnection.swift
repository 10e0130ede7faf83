import EdgeCore
import Glibc

/// A transport, driven by waiting for its socket.
final class ControlConnection {
    private let wire: Wire
    private let transport: any Transport
    private let deadline: Deadline
    private var pending: [UInt8] = []
    private var hasEnded = false

    init(wire: Wire, transport: any Transport, deadline: Deadline) {
        self.wire = wire
        self.transport = transport
        self.deadline = deadline
    }

    // MARK: Driving

    /// Completes the connect and the handshake.
    func open() throws(ClientError) {
        try wait(for: POLLOUT, "no answer to the attempt to connect")
        let code = wire.socket.pendingError()
        guard code == 0 else { throw ClientError(description: IOError(code: code).text) }
        while true {
            switch transport.handshake() {
            case .complete: return
            case .failed(let phrase): throw ClientError(description: phrase)
            case .pending: try waitForPeer("the TLS handshake took too long")
            }
        }
    }

    func send(_ bytes: [UInt8]) throws(ClientError) {
        transport.send(bytes.span, moreFollows: false)
        while transport.unsentBytes > 0 {
            try wait(for: POLLOUT, "the server took too long to take the request")
            guard transport.flush() else { throw ClientError(description: "the connection broke") }
        }
    }

    private func waitForPeer(_ phrase: String) throws(ClientError) {
        try wait(for: transport.unsentBytes > 0 ? POLLIN | POLLOUT : POLLIN, phrase)
        guard transport.flush() else { throw ClientError(description: "the connection broke") }
    }

    private func wait(for events: Int32, _ phrase: String) throws(ClientError) {
        var entry = pollfd(fd: wire.socket.descriptor, events: Int16(events), revents: 0)
        while entry.revents == 0 {
            guard let wait = deadline.nextWait else { throw ClientError(description: phrase) }
            guard unsafe poll(&entry, 1, wait) >= 0 || errno == EINTR else {
                throw ClientError(description: IOError(code: errno).text)
            }
        }
        if Int32(entry.revents) & POLLOUT != 0 { wire.becameWritable() }
        if Int32(entry.revents) & (POLLIN | POLLHUP | POLLERR) != 0 { wire.becameReadable(ending: true) }
    }

    // MARK: Reading

    /// Reads more into `pending`; nothing more comes once `hasEnded`.
    private func readMore() throws(ClientError) {
        var room = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            var span = room.mutableSpan
            switch transport.receive(into: &span) {
            case .bytes(let count):
                pending += room[..<count]
                return
            case .endOfStream:
                hasEnded = true
                return
            case .failed(let error): throw ClientError(description: error.text)
            case .wouldBlock: try waitForPeer("the server took too long to answer")
            }
        }
    }

    /// The final response, with its whole body.
    func readResponse(to method: String, bodyLimit: Int) throws(ClientError) -> ClientResponse {
        let head = try readHead(method)
        let fields = head.fields.lines.filter { !$0.isDropped }.map { line in
            (name: head.fields.text(ofName: line).lowercased(), value: head.fields.text(ofValue: line))
        }
        let body = try readBody(head.bodyLength, limit: bodyLimit)
        return ClientResponse(status: head.status, fields: fields, body: body)
    }

    private func readHead(_ method: String) throws(ClientError) -> ResponseHead {
        let head = ResponseHead()
        let limits = Limits()
        let method = Method(Array(method.utf8).span)
        repeat {
            var finder = HeadEndFinder()
            var end = finder.find(in: pending.span)
            while end == nil {
                guard !hasEnded, pending.count <= limits.headBytes else {
                    throw ClientError(description: hasEnded ? "it hung up" : "the head of its answer is too long")
                }
                try readMore()
                end = finder.find(in: pending.span)
            }
            let length = end ?? 0
            let bytes = pending
            do throws(HTTP1Error) {
                try ResponseHeadParser.parse(bytes.span, end: length, into: head, requestMethod: method, limits: limits)
            } catch {
                throw ClientError(description: "its answer is no HTTP: \(error.phrase)")
            }
            pending.removeFirst(length)
        } while head.isInterim
        return head
    }

    private func readBody(_ length: BodyLength, limit: Int) throws(ClientError) -> [UInt8] {
        switch length {
        case .none: return []
        case .known(let count):
            guard count <= limit else { throw Self.tooLong }
            while pending.count < count { try readPart() }
            return Array(pending.prefix(count))
        case .untilEnd: return try readChunks(limit: limit)
        case .untilClose:
            while !hasEnded {
                guard pending.count <= limit else { throw Self.tooLong }
                try readMore()
            }
            return pending
        }
    }

    private func readPart() throws(ClientError) {
        try readMore()
        if hasEnded { throw ClientError(description: "it hung up in the middle of its answer") }
    }

    private func readChunks(limit: Int) throws(ClientError) -> [UInt8] {
        var decoder = ChunkedDecoder()
        var body: [UInt8] = []
        while true {
            switch try nextStep(&decoder) {
            case .needsMore(let consumed):
                pending.removeFirst(consumed)
                try readPart()
            case .data(let consumed, let count):
                body += pending[consumed..<consumed + count]
                pending.removeFirst(consumed + count)
                guard body.count <= limit else { throw Self.tooLong }
            // The connection ends with this response: nobody needs the trailers.
            case .trailers: return body
            }
        }
    }

    private func nextStep(_ decoder: inout ChunkedDecoder) throws(ClientError) -> ChunkedDecoder.Step {
        let bytes = pending
        do throws(HTTP1Error) { return try decoder.next(bytes.span, lineLimit: Limits().chunkLineBytes) } catch {
            throw ClientError(description: "its answer is no HTTP: \(error.phrase)")
        }
    }

    private static let tooLong = ClientError(description: "its answer is too long")
}
