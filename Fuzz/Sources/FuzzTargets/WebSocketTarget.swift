@testable import EdgeCore

/// Frames, as the tunnel follows them and as handlers are given them: the same however they are cut.
enum WebSocketTarget {
    static func run(_ bytes: [UInt8]) throws {
        try checkTracker(bytes)
        try checkDecoder(bytes)
    }

    private static func checkTracker(_ bytes: [UInt8]) throws {
        var whole = FrameTracker()
        whole.advance(bytes.span)
        var cut = FrameTracker()
        for piece in pieces(of: bytes) { cut.advance(Array(piece).span) }
        try require(whole.position == cut.position, "the position depends on how it is cut")
        try require(whole.frames == cut.frames, "the frames depend on how it is cut")
        try require(whole.closeCode == cut.closeCode, "the close code depends on how it is cut")
        var bordered = FrameTracker()
        let border = bordered.advanceToBorder(bytes.span)
        try require(border <= bytes.count, "a border behind the end")
    }

    private static func checkDecoder(_ bytes: [UInt8]) throws {
        let whole = decode([bytes[...]])
        let cut = decode(pieces(of: bytes))
        try require(whole.events == cut.events, "the messages depend on how they are cut")
        try require(whole.isRefused == cut.isRefused, "refused, or not, by how it is cut")
    }

    private static func decode(_ pieces: [ArraySlice<UInt8>]) -> (events: [FrameDecoder.Event], isRefused: Bool) {
        var decoder = FrameDecoder(messageBytes: 4096)
        var events: [FrameDecoder.Event] = []
        for piece in pieces {
            decoder.append(Array(piece))
            do {
                while true {
                    let event = try decoder.next()
                    if event == .needsMore { break }
                    events.append(event)
                    if event == .close { return (events, false) }
                }
            } catch {
                return (events, true)
            }
        }
        return (events, false)
    }
}
