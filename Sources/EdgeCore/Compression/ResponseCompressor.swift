/// Compresses the body of one response on its way. What came in a turn leaves in that turn: an answer that is made little by
/// little reaches its reader little by little.
final class ResponseCompressor {
    private let exchange: Exchange
    private let worker: Worker
    private let stream: GzipStream
    /// Whether the body's length was not told: it may be a live one.
    private let isLive: Bool
    private var hasEnded = false
    private var isMarked = false

    /// Streams of one worker at a time, of 256 KiB each; beyond, answers go out as they are.
    static let limit = 64

    private init(_ exchange: Exchange, _ stream: GzipStream, isLive: Bool) {
        self.exchange = exchange
        worker = exchange.worker
        self.stream = stream
        self.isLive = isLive
        worker.compressors += 1
    }

    deinit { worker.compressors -= 1 }

    /// Changes the head for a compressed body; `nil` where the body goes as it is.
    static func begin(_ compression: CompiledCompression, for exchange: Exchange) -> ResponseCompressor? {
        let (request, response) = (exchange.request, exchange.response)
        // Told whether or not this client gets it compressed: a cache has to know (RFC 9110 §12.5.5).
        if compression.hasType(response.fields), !response.fields.forwards(.contentEncoding) { vary(response) }
        guard AcceptedCodings.accepts("gzip", request.fields), compression.applies(to: response, of: request),
            exchange.worker.compressors < limit, let stream = GzipStream(level: compression.level)
        else { return nil }
        let isLive = if case .known = response.bodyLength { false } else { true }
        response.bodyLength = .untilEnd
        response.fields.dropAll(.contentLength)
        response.fields.dropAll(named: Array("accept-ranges".utf8))
        response.fields.append("Content-Encoding", "gzip")
        weakenTag(response)
        return ResponseCompressor(exchange, stream, isLive: isLive)
    }

    private static func vary(_ response: ResponseHead) {
        if let vary = response.fields.firstValue(named: Array("vary".utf8)) {
            var elements = ListElements(vary.span)
            while let element = elements.next() {
                if element.equals("*") || element.equalsIgnoringCase("accept-encoding") { return }
            }
        }
        response.fields.append("Vary", "Accept-Encoding")
    }

    /// Other bytes, the same meaning (RFC 9110 §8.8.1).
    private static func weakenTag(_ response: ResponseHead) {
        let name = Array("etag".utf8)
        guard let tag = response.fields.firstValue(named: name), !tag.starts(with: Array("W/".utf8)) else { return }
        response.fields.dropAll(named: name)
        response.fields.append(name: Array("ETag".utf8).span, value: (Array("W/".utf8) + tag).span)
    }

    func compress(_ bytes: Span<UInt8>) {
        if isLive, !isMarked {
            isMarked = true
            worker.loop.markDirty(LaterCall { [self] in flush() })
        }
        run(bytes, .none)
    }

    func end() {
        hasEnded = true
        run(Span<UInt8>(), .finish)
    }

    /// The turn ends.
    private func flush() {
        isMarked = false
        if !hasEnded { run(Span<UInt8>(), .sync) }
    }

    private func run(_ bytes: Span<UInt8>, _ flush: GzipStream.Flush) {
        stream.compress(bytes, flush: flush, scratch: worker.compressionScratch) { exchange.sendCompressed($0) }
    }
}
