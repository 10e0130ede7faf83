internal import EdgeCore

/// What the HTTP/2 connections of one worker lend each other: streams and header blocks with their buffers, and nghttp2's memory.
/// A connection that is idle holds none of it, and a busy worker allocates none.
///
/// Lists are changed outside of their properties, as `Array.takeAll` says.
final class HTTP2Shelf {
    let memory = HTTP2Memory()
    private var streams: [HTTP2Stream] = []
    private var blocks: [HTTP2FieldBlock] = []

    /// As many as a busy worker has open at a time.
    private static let keptStreams = 512
    /// As many as come in a few reads.
    private static let keptBlocks = 64

    /// The shelf of a connection's worker.
    static func of(_ worker: Worker) -> HTTP2Shelf { worker.codecShelf.content { HTTP2Shelf() } }

    func takeStream() -> HTTP2Stream {
        var list = streams.takeAll()
        let stream = list.popLast()
        streams = list
        return stream ?? HTTP2Stream()
    }

    /// Takes a stream that is closed, unless someone still holds it.
    func put(_ stream: consuming HTTP2Stream) {
        guard streams.count < Self.keptStreams, isKnownUniquelyReferenced(&stream) else { return }
        stream.recycle()
        var list = streams.takeAll()
        list.append(stream)
        streams = list
    }

    func takeBlock() -> HTTP2FieldBlock {
        var list = blocks.takeAll()
        let block = list.popLast()
        blocks = list
        return block ?? HTTP2FieldBlock()
    }

    /// Takes the blocks back whose events are worked off; the list is empty afterwards.
    func takeBack(_ used: inout [HTTP2FieldBlock]) {
        var list = blocks.takeAll()
        while let block = used.popLast() {
            if list.count < Self.keptBlocks { list.append(block) }
        }
        blocks = list
    }
}
