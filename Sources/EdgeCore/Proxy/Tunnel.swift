/// What an exchange becomes after an upgrade: two directions whose frame borders are followed.
struct Tunnel {
    var fromClient = FrameTracker()
    var fromUpstream = FrameTracker()
    /// The upstream has ended its direction.
    var upstreamEnded = false

    /// How long one direction may stay silent after the other has ended.
    static let halfClosedSilence = Interval.seconds(60)

    /// The close code that passed, the upstream's where both sent one; 1006 stands for none (RFC 6455 §7.1.5).
    var closeCode: UInt16 { fromUpstream.closeCode ?? fromClient.closeCode ?? 1006 }
}
