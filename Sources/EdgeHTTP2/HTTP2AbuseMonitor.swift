internal import EdgeCore

/// Counts what costs us more than the client, and says when it is too much: GOAWAY ENHANCE_YOUR_CALM follows.
///
/// What nghttp2 1.52 of Debian 12 guards by itself: resets by the client (burst 1,000, 33/s, patched in for
/// CVE-2023-44487), CONTINUATION frames of one block (8, patched in for CVE-2024-28182), acknowledgements queued for a
/// client that does not read (1,000), entries of one SETTINGS frame (32). Left to us, and bounded here: streams that
/// the client makes *us* reset (CVE-2025-8671), PING and SETTINGS as such (CVE-2019-9512, -9515), empty frames
/// (CVE-2019-9518), PRIORITY and unknown frames (CVE-2019-9513), WINDOW_UPDATE in drips; and rapid resets in our own,
/// tighter count. Stalls (CVE-2019-9511, -9517) are a matter of time: see `HTTP2Stream.writeTimedOut`.
struct HTTP2AbuseMonitor {
    /// A browser that leaves a page cancels up to a hundred streams at once; nobody does so twice a second.
    private var resets = HTTP2Budget(burst: 400, perSecond: 40)
    private var pings = HTTP2Budget(burst: 100, perSecond: 10)
    private var settings = HTTP2Budget(burst: 32, perSecond: 2)
    private var emptyFrames = HTTP2Budget(burst: 100, perSecond: 10)
    /// PRIORITY, PRIORITY_UPDATE and frames of unknown types: browsers reprioritise images as a page scrolls.
    private var others = HTTP2Budget(burst: 1000, perSecond: 100)
    /// Clients return credit once for a few KiB, on the stream and on the connection; every DATA frame of ours pays for
    /// some.
    private var windowUpdates = HTTP2Budget(burst: 2000, perSecond: 200)
    private var continuations = 0

    /// CONTINUATION frames of one header block: 8 of them are 128 KiB, four times what a head may have.
    static let continuationsOfOneBlock = 8
    /// WINDOW_UPDATE frames that a DATA frame of ours is worth.
    static let updatesPerDataFrame = 8

    init() {}

    /// What is wrong with one more frame like this, in words for the log; `nil` when nothing is.
    mutating func received(_ frame: HTTP2FrameHeader, at now: Instant) -> StaticString? {
        if frame.isEmpty, !emptyFrames.spend(at: now) { return "flood of empty frames" }
        switch frame.type {
        case HTTP2FrameHeader.Kind.data: return nil
        case HTTP2FrameHeader.Kind.headers:
            continuations = 0
            return nil
        case HTTP2FrameHeader.Kind.continuation:
            continuations += 1
            return continuations > Self.continuationsOfOneBlock ? "flood of CONTINUATION frames" : nil
        case HTTP2FrameHeader.Kind.resetStream: return resets.spend(at: now) ? nil : "flood of resets"
        case HTTP2FrameHeader.Kind.settings: return settings.spend(at: now) ? nil : "flood of SETTINGS frames"
        case HTTP2FrameHeader.Kind.ping: return pings.spend(at: now) ? nil : "flood of PING frames"
        case HTTP2FrameHeader.Kind.windowUpdate:
            return windowUpdates.spend(at: now) ? nil : "flood of WINDOW_UPDATE frames"
        default: return others.spend(at: now) ? nil : "flood of frames without effect"
        }
    }

    /// A stream had to be reset for something that the client did to it (made-you-reset).
    mutating func madeReset(at now: Instant) -> StaticString? {
        resets.spend(at: now) ? nil : "flood of streams that had to be reset"
    }

    /// A PING of ours will be answered by one of theirs.
    mutating func sentPing() { pings.earn(1) }

    mutating func sentData(frames: Int) { windowUpdates.earn(frames * Self.updatesPerDataFrame) }
}
