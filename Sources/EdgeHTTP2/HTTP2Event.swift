/// What nghttp2's callbacks have recorded: worked off when it has returned, so that nothing of ours runs inside of it.
enum HTTP2Event: Equatable, Sendable {
    /// A header block is complete; the next of `HTTP2Session.takeBlock`.
    case head(stream: Int32, endsStream: Bool)
    /// A trailer section is complete; likewise.
    case trailers(stream: Int32)
    /// Body bytes: where in the received bytes they lie.
    case data(stream: Int32, offset: Int32, count: Int32)
    /// The client has ended the stream with a DATA frame.
    case end(stream: Int32)
    case closed(stream: Int32, code: UInt32)
    /// The answer to a PING of ours; the last byte of what it carried.
    case pong(UInt8)
    /// Our END_STREAM has been sent.
    case sentEnd(stream: Int32)
    /// RST_STREAM has been sent.
    case sentReset(code: UInt32)
    case sentGoAway(code: UInt32)
}
