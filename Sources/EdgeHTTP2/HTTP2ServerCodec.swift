internal import EdgeCore

/// HTTP/2 on a client's connection (RFC 9113): many exchanges at once, each on its stream.
///
/// Bytes pass the guard, then nghttp2, whose events are worked off when it has returned. What is to be sent is decided
/// during the turn and serialised once at its end.
final class HTTP2ServerCodec: ServerCodec {
    enum State: Equatable {
        case open
        /// The first GOAWAY is out; streams still begin.
        case draining
        /// The second GOAWAY is out.
        case goneAway
        /// The last GOAWAY is on its way; nothing is received any more.
        case ending
        /// The connection is gone.
        case lost
    }

    /// Which of its clocks the connection runs.
    enum Clock { case first, head, idle, stopped }

    /// What our PINGs carry, to be told apart.
    enum PingMark {
        static let drain: UInt8 = 1, window: UInt8 = 2
    }

    /// Held until the connection is buried.
    let connection: DownstreamConnection
    let loop: EventLoop
    let session: HTTP2Session
    let settings: HTTP2Settings
    var inspector = HTTP2Guard()
    var windows: HTTP2Windows
    let shelf: HTTP2Shelf
    private(set) var streams = HTTP2StreamTable()
    var state = State.open
    var clock = Clock.first
    let alarm = Alarm()
    var alarmTime = Instant.never
    var relieved: [HTTP2Stream] = []
    var trailing: [HTTP2Stream] = []

    /// Bytes worked on between two looks at what they brought: bounds the events that wait.
    private static let sliceBytes = 16 * 1024

    init(connection: DownstreamConnection, settings: HTTP2Settings) {
        self.connection = connection
        loop = connection.worker.loop
        self.settings = settings
        shelf = HTTP2Shelf.of(connection.worker)
        session = HTTP2Session(settings: settings, limits: connection.worker.limits, shelf: shelf)
        windows = HTTP2Windows(
            streamBytes: settings.streamWindowBytes, connectionBytes: settings.connectionWindowBytes)
        markDirty()
    }

    var timeouts: WorkerTimeouts { connection.worker.timeouts }
    var now: Instant { loop.now }
    var openStreams: Int { state == .ending || state == .lost ? 0 : streams.count }

    /// Bytes that wait in streams, towards the client or for an answer to a CONNECT.
    var streamBytes = 0
    var waitingBytes: Int { streamBytes + session.unfinishedBlockBytes }
    var uploadBytes: Int { streams.all.reduce(0) { $0 + ($1.exchange?.uploadBytes ?? 0) } }

    var isReceiving: Bool { state != .ending && state != .lost }

    /// Outside of its property, as `Array.takeAll` says.
    @inline(__always)
    func changeStreams<Result>(_ change: (inout HTTP2StreamTable) -> Result) -> Result {
        var changed = HTTP2StreamTable()
        swap(&changed, &streams)
        let result = change(&changed)
        swap(&changed, &streams)
        return result
    }

    func markDirty() { loop.markDirty(connection) }

    // MARK: Receiving

    func received(_ bytes: Span<UInt8>) {
        let wasInsideHead = inspector.isInsideHead
        var start = 0
        while start < bytes.count, isReceiving {
            let end = min(start + Self.sliceBytes, bytes.count)
            receive(slice: bytes.extracting(start..<end))
            start = end
        }
        // What is kept of it is counted when the turn ends.
        if wasInsideHead || inspector.isInsideHead { markDirty() }
        settle()
    }

    private func receive(slice: Span<UInt8>) {
        let violation = inspector.inspect(slice, at: now)
        let usable = slice.extracting(0..<(violation?.offset ?? slice.count))
        let isHealthy = session.receive(usable)
        workOff(usable)
        if let violation { return end(violation) }
        if !isHealthy { end(.init(code: .enhanceYourCalm, phrase: "no HTTP/2, or a flood of it", offset: 0)) }
    }

    private func workOff(_ bytes: Span<UInt8>) {
        var index = 0
        while index < session.events.count, isReceiving {
            work(session.events[index], bytes)
            index += 1
        }
        session.eventsDone()
    }

    func work(_ event: HTTP2Event, _ bytes: Span<UInt8>) {
        switch event {
        case .head(let id, let endsStream): begin(id, session.takeBlock(), endsStream: endsStream)
        case .trailers(let id): receivedTrailers(session.takeBlock(), on: id)
        case .data(let id, let offset, let count):
            receivedData(bytes.extracting(Int(offset)..<Int(offset) + Int(count)), on: id)
        case .end(let id): streams[id]?.receivedEnd(trailers: FieldSection())
        case .closed(let id, _): closed(id)
        case .pong(let mark): pong(mark)
        case .sentEnd(let id): sentEnd(id)
        case .sentReset(let code): sentReset(code)
        case .sentGoAway(let code): sentGoAway(code)
        }
    }

    private func begin(_ id: Int32, _ block: HTTP2FieldBlock, endsStream: Bool) {
        let stream = shelf.takeStream()
        stream.open(id: id, codec: self)
        changeStreams { $0.insert(stream) }
        let exchange = connection.makeExchange(on: stream)
        do {
            let kind = try HTTP2RequestMapping.map(
                block, endsStream: endsStream, into: exchange.request, within: session.bounds)
            stream.begin(exchange, kind: kind, endsStream: endsStream)
        } catch {
            stream.refuse(exchange, for: error, endsStream: endsStream)
        }
    }

    private func receivedTrailers(_ block: HTTP2FieldBlock, on id: Int32) {
        guard let stream = streams[id] else { return }
        guard !block.isTooLarge else {
            stream.exchange?.requestFailed(.trailersTooLarge)
            return
        }
        var trailers = FieldSection()
        block.move(into: &trailers)
        Trailers.dropForbidden(&trailers)
        stream.receivedEnd(trailers: trailers)
    }

    /// The connection's credit returns at once: one stalled upload never stops the streams beside it.
    private func receivedData(_ bytes: Span<UInt8>, on id: Int32) {
        session.consumeConnection(bytes.count)
        guard let stream = streams[id] else { return }
        var (all, window) = (windows, stream.window)
        let isTimeToAsk = all.received(bytes.count, on: &window, at: now)
        (windows, stream.window) = (all, window)
        if isTimeToAsk { ping(PingMark.window) }
        stream.received(bytes)
    }

    func ping(_ mark: UInt8) {
        session.ping(mark)
        inspector.sentPing()
    }

    private func pong(_ mark: UInt8) {
        switch mark {
        case PingMark.window: growWindows()
        case PingMark.drain where state == .draining: goAway()
        default: break
        }
    }
}
