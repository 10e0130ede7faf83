/// Reads the answer to a health check and says what it means, as soon as that is certain.
struct HealthAnswer: ~Copyable {
    enum Verdict: Equatable {
        case well
        /// With the reason, for the log.
        case ill(String)
    }

    private let check: HealthCheck
    private let limits: Limits
    private var bytes: [UInt8] = []
    private var headEnd = HeadEndFinder()
    /// What has come of the body, once the head is good.
    private var body: [UInt8]?
    private var length = BodyLength.none
    private var chunks = ChunkedDecoder()

    private static let bodyBytes = 64 * 1024

    init(_ check: HealthCheck, limits: Limits) {
        self.check = check
        self.limits = limits
    }

    /// - Returns: `nil` while more has to come.
    mutating func received(_ new: Span<UInt8>) -> Verdict? {
        if body != nil { return receivedBody(new) }
        for index in new.indices { bytes.append(new[index]) }
        var finder = headEnd
        let found = finder.find(in: bytes.span)
        headEnd = finder
        guard let end = found else {
            return bytes.count > limits.headBytes ? .ill("the answer's head is too large") : nil
        }
        let head = ResponseHead()
        let method: Method = check.method == "HEAD" ? .head : .get
        do {
            try ResponseHeadParser.parse(bytes.span, end: end, into: head, requestMethod: method, limits: limits)
        } catch {
            return .ill("\(error.phrase)")
        }
        let rest = Array(bytes[end...])
        bytes = []
        headEnd.reset()
        if head.isInterim { return received(rest.span) }
        guard check.statuses.contains(head.status) else { return .ill("it answered \(head.status)") }
        guard check.body != nil else { return .well }
        body = []
        length = head.bodyLength
        return receivedBody(rest.span)
    }

    private mutating func receivedBody(_ new: Span<UInt8>) -> Verdict? {
        guard let text = check.body else { return .well }
        var isWhole = false
        switch length {
        case .none: isWhole = true
        case .known(let count):
            keep(new)
            isWhole = body?.count ?? 0 >= count
        case .untilClose: keep(new)
        case .untilEnd:
            guard let ended = try? keepChunks(new) else { return .ill("its answer's chunks are malformed") }
            isWhole = ended
        }
        let read = body ?? []
        if String(decoding: read, as: UTF8.self).contains(text) { return .well }
        return isWhole || read.count > Self.bodyBytes ? lacking : nil
    }

    private mutating func keep(_ new: Span<UInt8>) {
        for index in new.indices { body?.append(new[index]) }
    }

    /// Chunk-size lines may be cut anywhere: the decoder remembers.
    private mutating func keepChunks(_ new: Span<UInt8>) throws(HTTP1Error) -> Bool {
        var index = 0
        while index < new.count {
            switch try chunks.next(new.extracting(index..<new.count), lineLimit: limits.chunkLineBytes) {
            case .needsMore(let consumed): index += max(consumed, 1)
            case .data(let consumed, let count):
                keep(new.extracting(index + consumed..<index + consumed + count))
                index += consumed + count
            case .trailers: return true
            }
        }
        return false
    }

    /// The connection has ended.
    func ended() -> Verdict { body == nil ? .ill("it closed before it answered") : lacking }

    private var lacking: Verdict { .ill("its answer lacks the text that was asked for") }
}
