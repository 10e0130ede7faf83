/// What an exchange becomes after an upgrade: two directions whose frame borders are followed.
struct Tunnel {
    var fromClient = FrameTracker()
    var fromUpstream = FrameTracker()
    /// The upstream has ended its direction.
    var upstreamEnded = false

    /// A Close of ours that is put in, or to be put in at the next border.
    var closing: Closing?

    /// Ending a tunnel with words (RFC 6455 §7.1.2): each side is told once, at a border of the direction towards it, and
    /// nothing is passed on in that direction afterwards.
    struct Closing {
        let code: WebSocketCloseCode
        let reason: String
        var clientIsTold = false
        var upstreamIsTold = false

        func frame(mask: UInt32? = nil) -> [UInt8] {
            FrameEncoder.frame(opcode: 8, FrameEncoder.closePayload(code.rawValue, reason), mask: mask)
        }
    }

    /// How long a Close of ours waits for the answer.
    static let closeAnswer = Interval.seconds(1)
    /// How long one direction may stay silent after the other has ended.
    static let halfClosedSilence = Interval.seconds(60)

    /// The close code that passed, the upstream's where both sent one; 1006 stands for none (RFC 6455 §7.1.5).
    var closeCode: UInt16 { fromUpstream.closeCode ?? fromClient.closeCode ?? 1006 }
}
