internal import EdgeCore

/// Bodies and tunnels as they pass an edge.
enum BodySubjects {
    private static let chunk = Array("400\r\n".utf8) + [UInt8](repeating: 0x78, count: 1024) + Array("\r\n".utf8)

    /// 32 frames of 128 bytes as a browser sends them: FIN and text, masked, a length of two bytes.
    private static let frames = [UInt8](
        (0..<32).flatMap { _ in [0x81, 0xFE, 0, 128, 1, 2, 3, 4] + [UInt8](repeating: 0x55, count: 128) })

    static func readChunks(_ count: Int) -> Int {
        var decoder = ChunkedDecoder()
        var sum = 0
        for _ in 0..<count {
            var index = 0
            while index < chunk.count { index += next(&decoder, from: index, &sum) }
        }
        return sum
    }

    private static func next(_ decoder: inout ChunkedDecoder, from index: Int, _ sum: inout Int) -> Int {
        do {
            switch try decoder.next(chunk.span.extracting(index..<chunk.count), lineLimit: 1024) {
            case .needsMore(let consumed): return consumed
            case .data(let consumed, let count):
                sum &+= count
                return consumed + count
            case .trailers: fatalError("an end that is none")
            }
        } catch { fatalError("\(error)") }
    }

    static func followFrames(_ count: Int) -> Int {
        var tracker = FrameTracker()
        for _ in 0..<count / 32 { tracker.advance(frames.span) }
        guard tracker.acceptsFrame else { fatalError("frames that are none") }
        return tracker.frames
    }
}
