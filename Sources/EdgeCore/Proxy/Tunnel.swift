/// What an exchange becomes after an upgrade: two directions whose frame borders are followed, and how they end.
///
/// A decider: bytes, ends and the clock come in; what is to be done comes out, and `Exchange` does it. It never changes a
/// byte that passes; a Close of its own is put in at a border, or not at all (RFC 6455 §5.4, §5.5.1).
struct Tunnel {
    enum State: Equatable {
        /// Bytes pass both ways.
        case open
        /// The client has ended its direction; the upstream may go on.
        case clientEnded
        /// The upstream has ended its direction; the client may go on.
        case upstreamEnded
        /// The upstream is gone without a word. The client is told when its turn comes; what it sends goes nowhere.
        case orphaned
        /// A Close of ours is put in, or to be put in at the next border. Each side is told once, and nothing is passed on
        /// towards it afterwards.
        case closing(clientIsTold: Bool, upstreamIsTold: Bool)
        case ended
    }

    private(set) var state = State.open
    /// The client has got a Close of ours.
    private var isTold = false
    private var fromClient: FrameTracker
    private var fromUpstream: FrameTracker
    /// Why a Close of ours is sent, or will be, and when it is the tunnel's turn.
    private var farewell: TunnelFarewell?
    private var turn = Instant.never

    /// How long a Close of ours waits for the answer.
    static let closeAnswer = Interval.seconds(1)
    /// How long a Close of ours waits for a border towards the client.
    static let borderWait = Interval.seconds(5)
    /// How long one direction may stay silent after the other has ended.
    static let halfClosedSilence = Interval.seconds(60)

    /// - Parameter isWebSocket: another protocol passes as it is; nothing is ever put into it.
    init(isWebSocket: Bool) {
        fromClient = FrameTracker(isOpaque: !isWebSocket)
        fromUpstream = FrameTracker(isOpaque: !isWebSocket)
    }

    /// One direction has ended and the other goes on: its silence is timed, unless the tunnel's turn to end comes anyway.
    private var timesSilence: Bool {
        switch state {
        case .clientEnded, .upstreamEnded: turn == .never
        case .open, .orphaned, .closing, .ended: false
        }
    }

    /// When a Close that is planned and not sent yet was to be sent.
    var plannedTurn: Instant? {
        switch state {
        case .open, .clientEnded, .upstreamEnded, .orphaned: turn == .never ? nil : turn
        case .closing, .ended: nil
        }
    }

    /// The close code that passed, the upstream's where both sent one, or ours; 1006 stands for none (RFC 6455 §7.1.5).
    var closeCode: UInt16 { fromUpstream.closeCode ?? fromClient.closeCode ?? toldCode ?? 1006 }

    private var toldCode: UInt16? {
        guard isTold else { return nil }
        return farewell?.code.rawValue
    }

    // MARK: Bytes

    /// What becomes of bytes that have arrived.
    struct Passage: Equatable {
        /// How many of them, from the first on, go to the other side.
        var count: Int
        /// A Close of ours that goes there behind them.
        var close: [UInt8]?
        /// Everything is said: both sides end.
        var ends = false
        /// One direction has ended and the other goes on: its silence is timed.
        var timesSilence = false
    }

    mutating func clientSent(_ bytes: Span<UInt8>) -> Passage {
        switch state {
        case .open, .upstreamEnded:
            fromClient.advance(bytes)
            return Passage(count: bytes.count, timesSilence: timesSilence)
        case .orphaned:
            fromClient.advance(bytes)
            return Passage(count: 0, ends: fromClient.closeCode != nil)
        case .closing(let clientIsTold, let upstreamIsTold):
            var passage = Passage(count: upstreamIsTold ? 0 : fromClient.advanceToBorder(bytes))
            if !upstreamIsTold, fromClient.acceptsFrame {
                passage.close = upstreamClose
                state = .closing(clientIsTold: clientIsTold, upstreamIsTold: true)
            }
            fromClient.advance(bytes.extracting(passage.count..<bytes.count))
            // The client's answer to our Close.
            passage.ends = clientIsTold && fromClient.closeCode != nil
            return passage
        case .clientEnded, .ended: return Passage(count: 0)
        }
    }

    mutating func upstreamSent(_ bytes: Span<UInt8>) -> Passage {
        switch state {
        case .open, .clientEnded:
            fromUpstream.advance(bytes)
            return Passage(count: bytes.count, timesSilence: timesSilence)
        case .closing(clientIsTold: false, let upstreamIsTold):
            var passage = Passage(count: fromUpstream.advanceToBorder(bytes))
            if fromUpstream.acceptsFrame {
                passage.close = clientClose
                isTold = true
                state = .closing(clientIsTold: true, upstreamIsTold: upstreamIsTold)
            }
            return passage
        case .closing, .orphaned, .upstreamEnded, .ended: return Passage(count: 0)
        }
    }

    // MARK: Ends

    enum OnEnd: Equatable {
        /// The end is passed on.
        case passOn
        /// The client is to be told why, in its turn.
        case tellInTurn
        /// Both sides end.
        case end
        /// The stream breaks: the client must not take this for a whole message.
        case breakOff
        case nothing
    }

    mutating func clientEnded() -> OnEnd {
        switch state {
        case .open:
            state = .clientEnded
            return .passOn
        case .clientEnded: return .nothing
        case .upstreamEnded, .orphaned, .closing, .ended:
            state = .ended
            return .end
        }
    }

    mutating func upstreamEnded() -> OnEnd {
        switch state {
        case .open:
            if clientCanBeTold { return orphan() }
            state = .upstreamEnded
            return .passOn
        // The client's answer is still awaited.
        case .closing(clientIsTold: true, _), .orphaned, .upstreamEnded: return .nothing
        case .clientEnded, .closing, .ended:
            state = .ended
            return .end
        }
    }

    /// The connection to the upstream broke.
    mutating func upstreamBroke() -> OnEnd {
        switch state {
        case .open where clientCanBeTold: return orphan()
        case .closing(clientIsTold: true, _), .orphaned: return .nothing
        case .open, .clientEnded, .upstreamEnded, .closing, .ended:
            state = .ended
            return .breakOff
        }
    }

    /// Without a word it would be 1006 for the client, as if its network had failed. Told 1012, it knows that coming back
    /// helps (RFC 6455 §7.4.2). Where a frame was cut there is no place for that.
    private var clientCanBeTold: Bool { fromUpstream.acceptsFrame && fromClient.closeCode == nil }

    private mutating func orphan() -> OnEnd {
        state = .orphaned
        turn = .never
        return .tellInTurn
    }

    // MARK: Closing

    /// Notes that the tunnel is to end with these words when its turn comes; the driver sets the clock.
    ///
    /// - Returns: `false` where it ends already, or has an earlier turn.
    mutating func plan(_ farewell: TunnelFarewell, at time: Instant) -> Bool {
        switch state {
        case .open, .clientEnded, .upstreamEnded, .orphaned:
            guard time < turn else { return false }
            self.farewell = farewell
            turn = time
            return true
        case .closing, .ended: return false
        }
    }

    enum OnTime: Equatable {
        /// These go out; then the clock is set once more.
        case close(client: [UInt8]?, upstream: [UInt8]?, wait: Interval)
        case end
        case breakOff
    }

    /// The clock has rung: the tunnel's turn, the end of a wait, or a silence that was too long.
    mutating func timeReached() -> OnTime {
        switch state {
        case .open where fromUpstream.position == .opaque:
            state = .ended
            return .end
        case .open: return close(upstreamIsThere: true)
        case .orphaned: return close(upstreamIsThere: false)
        case .clientEnded where turn == .never, .upstreamEnded where turn == .never:
            state = .ended
            return .breakOff
        case .clientEnded, .upstreamEnded, .closing, .ended:
            state = .ended
            return .end
        }
    }

    private mutating func close(upstreamIsThere: Bool) -> OnTime {
        let tellsClient = fromUpstream.acceptsFrame
        let tellsUpstream = upstreamIsThere && fromClient.acceptsFrame
        // A Close that passed already is as good as ours.
        let clientIsTold = tellsClient || fromUpstream.closeCode != nil
        isTold = tellsClient
        state = .closing(clientIsTold: clientIsTold, upstreamIsTold: tellsUpstream || !upstreamIsThere)
        return .close(
            client: tellsClient ? clientClose : nil, upstream: tellsUpstream ? upstreamClose : nil,
            wait: clientIsTold ? Self.closeAnswer : Self.borderWait)
    }

    private var clientClose: [UInt8] { (farewell ?? .stopping).frame() }
    /// A client's frames are masked (RFC 6455 §5.3); the key hides nothing here.
    private var upstreamClose: [UInt8] { (farewell ?? .stopping).frame(mask: .random(in: .min ... .max)) }
}
