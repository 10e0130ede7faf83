@testable import EdgeCore

/// Chunked bodies: the same data and the same end however they are cut.
enum ChunkedTarget {
    private struct Outcome: Equatable {
        var data: [UInt8] = []
        /// Offset of the trailer section.
        var trailers: Int?
        var isRefused = false
    }

    static func run(_ bytes: [UInt8]) throws {
        let whole = read([bytes[...]])
        let cut = read(pieces(of: bytes))
        try require(whole.isRefused == cut.isRefused, "refused, or not, by how it is cut")
        try require(whole.trailers == cut.trailers, "the end depends on how it is cut")
        try require(whole.data == cut.data, "the data depends on how it is cut")
        try require(whole.data.count <= bytes.count, "more data than bytes")
    }

    private static func read(_ pieces: [ArraySlice<UInt8>]) -> Outcome {
        var decoder = ChunkedDecoder()
        var outcome = Outcome()
        var offset = 0
        for piece in pieces {
            var rest = Array(piece)
            while !rest.isEmpty {
                do {
                    switch try decoder.next(rest.span, lineLimit: 1024) {
                    case .needsMore(let consumed):
                        offset += consumed
                        rest.removeFirst(consumed)
                        if consumed == 0 { return outcome }
                    case .data(let consumed, let count):
                        outcome.data += rest[consumed..<consumed + count]
                        offset += consumed + count
                        rest.removeFirst(consumed + count)
                    case .trailers(let consumed):
                        outcome.trailers = offset + consumed
                        return outcome
                    }
                } catch {
                    outcome.isRefused = true
                    return outcome
                }
            }
        }
        return outcome
    }
}
