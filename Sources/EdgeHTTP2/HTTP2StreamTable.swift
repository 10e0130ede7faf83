/// The streams of one connection by their numbers.
///
/// Sorted by them: a client's numbers only grow (RFC 9113 §5.1.1), so a new stream goes to the end, and one is found by halving.
/// Among 128 that is a quarter of what hashing costs.
struct HTTP2StreamTable {
    private var streams: [HTTP2Stream] = []

    var isEmpty: Bool { streams.isEmpty }
    var count: Int { streams.count }
    /// In order of their numbers.
    var all: [HTTP2Stream] { streams }

    subscript(id: Int32) -> HTTP2Stream? {
        let place = place(of: id)
        return place < streams.count && streams[place].id == id ? streams[place] : nil
    }

    mutating func insert(_ stream: HTTP2Stream) {
        guard let last = streams.last, last.id > stream.id else { return streams.append(stream) }
        streams.insert(stream, at: place(of: stream.id))
    }

    mutating func remove(_ id: Int32) -> HTTP2Stream? {
        let place = place(of: id)
        guard place < streams.count, streams[place].id == id else { return nil }
        return streams.remove(at: place)
    }

    mutating func removeAll() { streams.removeAll() }

    /// Where the stream is, or would be.
    private func place(of id: Int32) -> Int {
        var (low, high) = (0, streams.count)
        while low < high {
            let middle = (low + high) / 2
            if streams[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
