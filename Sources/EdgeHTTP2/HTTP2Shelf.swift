internal import EdgeCore

/// What the HTTP/2 connections of one worker lend each other: streams and header blocks with their buffers, and nghttp2's memory.
/// A connection that is idle holds none of it, and a busy worker allocates none.
final class HTTP2Shelf {
    let memory = HTTP2Memory()
    private var streams: [HTTP2Stream] = []
    private var blocks: [HTTP2FieldBlock] = []

    /// As many as a busy worker has open at a time.
    private static let keptStreams = 512
    /// As many as come in a few reads.
    private static let keptBlocks = 64

    /// The shelf of a connection's worker.
    static func of(_ worker: Worker) -> HTTP2Shelf {
        if let shelf = worker.codecShelf as? HTTP2Shelf { return shelf }
        let shelf = HTTP2Shelf()
        worker.codecShelf = shelf
        return shelf
    }

    func takeStream() -> HTTP2Stream { streams.popLast() ?? HTTP2Stream() }

    /// Takes a stream that is closed, unless someone still holds it.
    func put(_ stream: consuming HTTP2Stream) {
        guard streams.count < Self.keptStreams, isKnownUniquelyReferenced(&stream) else { return }
        stream.recycle()
        streams.append(stream)
    }

    func takeBlock() -> HTTP2FieldBlock { blocks.popLast() ?? HTTP2FieldBlock() }

    func put(_ block: HTTP2FieldBlock) {
        if blocks.count < Self.keptBlocks { blocks.append(block) }
    }
}
