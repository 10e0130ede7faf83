internal import CNGHTTP2
internal import EdgeCore

/// One nghttp2 session: a client's bytes in, events out; responses in, bytes out. Owner: one codec.
///
/// The C callbacks only append to `events` and to the block being decoded; the codec works them off when nghttp2 has
/// returned. Pointers stay in this file and in its callbacks.
@safe
final class HTTP2Session {
    private var session: OpaquePointer?
    /// `:status` and the three digits of the status being sent.
    private let statusBytes: UnsafeMutablePointer<UInt8>
    private var vector: [nghttp2_nv] = unsafe []
    /// Recorded by callbacks, in order.
    var events: [HTTP2Event] = []
    /// DATA frames that nghttp2 has decided on; their bytes are moved when it has returned.
    private var outgoing: [HTTP2DataFrame] = []
    private var outgoingBytes = 0
    /// Bytes of the record that is being filled.
    private var gathered = 0
    /// nghttp2 was stopped because a record's worth of DATA is at hand.
    private var isOutgoingFull = false
    /// Where the bytes being received begin.
    var inputStart: UnsafePointer<UInt8>?
    private var block: HTTP2FieldBlock?
    private var blocks: [HTTP2FieldBlock] = []
    private var nextBlock = 0
    private let shelf: HTTP2Shelf
    let bounds: HTTP2FieldBlock.Bounds

    /// Bytes of DATA gathered before they are written: one TLS record.
    static let gatheredBytes = 16 * 1024
    private static let smallestGap = 512
    private static let keptEvents = 64

    init(settings: HTTP2Settings, limits: Limits, shelf: HTTP2Shelf) {
        bounds = HTTP2FieldBlock.Bounds(limits)
        self.shelf = shelf
        unsafe statusBytes = .allocate(capacity: 10)
        for (index, byte) in ":status000".utf8.enumerated() { unsafe statusBytes[index] = byte }
        unsafe session = nil
        unsafe inputStart = nil
        unsafe session = makeSession()
        announce(settings)
    }

    deinit {
        unsafe nghttp2_session_del(session)
        unsafe statusBytes.deallocate()
    }

    private func makeSession() -> OpaquePointer? {
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        unsafe nghttp2_session_callbacks_new(&callbacks)
        unsafe nghttp2_option_new(&options)
        defer {
            unsafe nghttp2_session_callbacks_del(callbacks)
            unsafe nghttp2_option_del(options)
        }
        unsafe HTTP2SessionCallbacks.register(in: callbacks)
        // Credit is returned by us: on receipt for the connection, on consumption for a stream.
        unsafe nghttp2_option_set_no_auto_window_update(options, 1)
        unsafe nghttp2_option_set_no_closed_streams(options, 1)
        unsafe nghttp2_option_set_max_outbound_ack(options, 256)
        var made: OpaquePointer?
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        var memory = unsafe shelf.memory.calls
        unsafe nghttp2_session_server_new3(&made, callbacks, owner, options, &memory)
        return unsafe made
    }

    /// Our SETTINGS. Priorities of RFC 7540 are off: nghttp2 then schedules by urgency, which the codec sets.
    private func announce(_ settings: HTTP2Settings) {
        var entries = [
            entry(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, settings.concurrentStreams),
            entry(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, HTTP2Windows.initialBytes),
            entry(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, bounds.headBytes),
            entry(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
        ]
        if settings.allowsWebSockets { entries.append(entry(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1)) }
        unsafe nghttp2_submit_settings(session, 0, entries, entries.count)
        let window = Int32(clamping: settings.connectionWindowBytes)
        unsafe nghttp2_session_set_local_window_size(session, 0, 0, window)
    }

    private func entry(_ identifier: nghttp2_settings_id, _ value: Int) -> nghttp2_settings_entry {
        nghttp2_settings_entry(settings_id: Int32(identifier.rawValue), value: UInt32(clamping: value))
    }

    // MARK: Receiving

    /// Takes bytes; afterwards `events` tells of them.
    ///
    /// - Returns: `false` when nghttp2 cannot go on: no HTTP/2 preface, or a flood that it counts itself.
    func receive(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe inputStart = buffer.baseAddress
            let used = unsafe nghttp2_session_mem_recv(session, buffer.baseAddress, buffer.count)
            unsafe inputStart = nil
            return used == buffer.count
        }
    }

    /// Forgets the events and gives back what they filled beyond the usual.
    func eventsDone() {
        if !events.isEmpty {
            var list = events.takeAll()
            list.removeAll(keepingCapacity: list.count <= Self.keptEvents)
            events = list
        }
        guard !blocks.isEmpty else { return }
        var list = blocks.takeAll()
        shelf.takeBack(&list)
        blocks = list
        nextBlock = 0
    }

    /// The block of the next `head` or `trailers` event; each is taken once, in order.
    func takeBlock() -> HTTP2FieldBlock {
        nextBlock += 1
        return blocks[nextBlock - 1]
    }

    func beginBlock(isTrailers: Bool) {
        let begun = block.take() ?? shelf.takeBlock()
        begun.begin(isTrailers: isTrailers)
        block = begun
    }

    /// Taken out meanwhile, which is cheaper than to hold it twice.
    func append(name: Span<UInt8>, value: Span<UInt8>) {
        guard let begun = block.take() else { return }
        begun.append(name: name, value: value, within: bounds)
        block = consume begun
    }

    /// What has been decoded of a block whose end has not come.
    var unfinishedBlockBytes: Int { block?.footprint ?? 0 }

    func blockEnded() {
        guard let ended = block.take() else { return }
        var list = blocks.takeAll()
        list.append(ended)
        blocks = list
    }

    /// For callbacks.
    func note(_ event: HTTP2Event) {
        var list = events.takeAll()
        list.append(event)
        events = list
    }

    // MARK: Flow control

    /// Returns the connection's credit, whoever the bytes were for.
    func consumeConnection(_ count: Int) { unsafe _ = nghttp2_session_consume_connection(session, count) }

    func consume(_ count: Int, on stream: Int32) { unsafe _ = nghttp2_session_consume_stream(session, stream, count) }

    func setWindow(_ bytes: Int, of stream: Int32) {
        unsafe _ = nghttp2_session_set_local_window_size(session, 0, stream, Int32(clamping: bytes))
    }

    // MARK: Responses

    /// A 1xx head.
    func submitInterim(_ head: ResponseHead, on stream: Int32) {
        unsafe withVector(head.fields, status: head.status) { vector in
            unsafe _ = nghttp2_submit_headers(session, 0, stream, nil, vector.baseAddress, vector.count, nil)
        }
    }

    /// The final head; without a body it ends the stream.
    func submitResponse(_ head: ResponseHead, on stream: HTTP2Stream, hasBody: Bool) {
        unsafe withVector(head.fields, status: head.status) { vector in
            guard hasBody else {
                unsafe _ = nghttp2_submit_response(session, stream.id, vector.baseAddress, vector.count, nil)
                return
            }
            let source = unsafe Unmanaged.passUnretained(stream).toOpaque()
            var provider = unsafe nghttp2_data_provider(
                source: nghttp2_data_source(ptr: source), read_callback: HTTP2SessionCallbacks.read)
            unsafe nghttp2_submit_response(session, stream.id, vector.baseAddress, vector.count, &provider)
        }
    }

    func submitTrailers(_ fields: borrowing FieldSection, on stream: Int32) {
        unsafe withVector(fields, status: nil) { vector in
            unsafe _ = nghttp2_submit_trailer(session, stream, vector.baseAddress, vector.count)
        }
    }

    /// The lines that are sent as nghttp2 wants them; it copies them, names in lower case, before it returns.
    private func withVector(
        _ fields: borrowing FieldSection, status: Int?, _ body: (UnsafeBufferPointer<nghttp2_nv>) -> Void
    ) {
        var pairs = unsafe vector.takeAll()
        if let status { unsafe pairs.append(statusPair(status)) }
        unsafe fields.arena.bytes.withUnsafeBufferPointer { arena in
            for index in fields.lines.indices where !fields.lines[index].isDropped {
                let line = fields.lines[index]
                let base = unsafe UnsafeMutablePointer(mutating: arena.baseAddress!)
                unsafe pairs.append(
                    pair(base + Int(line.start), Int(line.nameLength), base + Int(line.valueStart), Int(line.valueLength)))
            }
            unsafe pairs.withUnsafeBufferPointer { unsafe body($0) }
        }
        unsafe pairs.removeAll(keepingCapacity: true)
        unsafe vector = pairs
    }

    /// `:status`; 100 to 999.
    private func statusPair(_ status: Int) -> nghttp2_nv {
        let digits = UInt32(truncatingIfNeeded: status)
        unsafe statusBytes[7] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits / 100)
        unsafe statusBytes[8] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits / 10 % 10)
        unsafe statusBytes[9] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digits % 10)
        return unsafe pair(statusBytes, 7, statusBytes + 7, 3)
    }

    private func pair(
        _ name: UnsafeMutablePointer<UInt8>, _ nameLength: Int, _ value: UnsafeMutablePointer<UInt8>, _ valueLength: Int
    ) -> nghttp2_nv {
        unsafe nghttp2_nv(name: name, value: value, namelen: nameLength, valuelen: valueLength, flags: 0)
    }

    /// More bytes are there for a stream that had none.
    func resume(_ stream: Int32) { unsafe _ = nghttp2_session_resume_data(session, stream) }

    /// Puts a stream's DATA before or behind that of others, whatever the client wished (RFC 9218 §4.1: 0 is first).
    func setUrgency(_ urgency: UInt32, of stream: Int32) {
        var priority = nghttp2_extpri(urgency: urgency, inc: 1)
        unsafe _ = nghttp2_session_change_extpri_stream_priority(session, stream, &priority, 1)
    }

    // MARK: Control

    func reset(_ stream: Int32, _ code: HTTP2ErrorCode) {
        unsafe _ = nghttp2_submit_rst_stream(session, 0, stream, code.rawValue)
    }

    func ping(_ mark: UInt8) {
        unsafe _ = nghttp2_submit_ping(session, 0, [0, 0, 0, 0, 0, 0, 0, mark])
    }

    /// The first GOAWAY of two: no stream is refused yet (RFC 9113 §6.8).
    func submitShutdownNotice() { unsafe _ = nghttp2_submit_shutdown_notice(session) }

    /// The second: streams that begin from now on are not answered.
    func submitGoAway() {
        let last = unsafe nghttp2_session_get_last_proc_stream_id(session)
        unsafe nghttp2_submit_goaway(session, 0, last, HTTP2ErrorCode.noError.rawValue, nil, 0)
    }

    /// GOAWAY, and nothing after it.
    func terminate(_ code: HTTP2ErrorCode) { unsafe _ = nghttp2_session_terminate_session(session, code.rawValue) }

    /// Neither side has anything more to say.
    var isFinished: Bool {
        unsafe nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
    }

    // MARK: Sending

    var wantsWrite: Bool { unsafe nghttp2_session_want_write(session) != 0 }

    /// Bytes that the next DATA frame may have, so that it ends where the record does; where the record is full, none, and
    /// nghttp2 is to pause.
    func dataRoom() -> Int {
        let filled = gathered + outgoingBytes
        guard filled < Self.gatheredBytes else {
            isOutgoingFull = true
            return 0
        }
        let room = Self.gatheredBytes - filled - HTTP2FrameHeader.bytes
        // A frame of a few bytes would cost more than one that goes on into the next record.
        return room >= Self.smallestGap ? room : room + Self.gatheredBytes
    }

    func add(_ frame: HTTP2DataFrame) {
        var list = outgoing.takeAll()
        list.append(frame)
        outgoing = list
        outgoingBytes += frame.count + HTTP2FrameHeader.bytes
    }

    /// Appends the next frames, up to about one record.
    ///
    /// - Returns: how many DATA frames were among them, and whether to ask again.
    func send(into buffer: inout ByteBuffer) -> (dataFrames: Int, more: Bool) {
        var dataFrames = 0
        isOutgoingFull = false
        while true {
            gathered = buffer.count
            outgoingBytes = 0
            let bytes = unsafe nextFrames()
            var frames = outgoing.takeAll()
            dataFrames += frames.count
            // By index: an iterator would hold the array, and emptying it would make a new one.
            for index in frames.indices { frames[index].move(into: &buffer) }
            frames.removeAll(keepingCapacity: true)
            outgoing = frames
            guard !bytes.isEmpty else { return (dataFrames, isOutgoingFull) }
            unsafe buffer.append(Span(_unsafeElements: bytes))
            if buffer.count >= Self.gatheredBytes { return (dataFrames, true) }
        }
    }

    /// What nghttp2 has to send beside DATA; empty when that is all. Valid until it is called again.
    private func nextFrames() -> UnsafeBufferPointer<UInt8> {
        var bytes: UnsafePointer<UInt8>?
        let count = unsafe nghttp2_session_mem_send(session, &bytes)
        return unsafe UnsafeBufferPointer(start: bytes, count: max(0, count))
    }
}

/// A DATA frame that is to be written: bytes of a stream, with a header of ours.
struct HTTP2DataFrame {
    let stream: HTTP2Stream
    let count: Int
    let flags: UInt8

    func move(into buffer: inout ByteBuffer) {
        buffer.append(bigEndian: UInt64(count), bytes: 3)
        buffer.append(HTTP2FrameHeader.Kind.data)
        buffer.append(flags)
        buffer.append(bigEndian: UInt64(UInt32(bitPattern: stream.id)), bytes: 4)
        stream.moveOut(count, into: &buffer)
    }
}
