/// Requests that wait for an upstream, in the order in which they came. One that tried and was refused goes back to its place.
struct HoldQueue<Waiting: AnyObject> {
    private var entries: [(number: Int, waiting: Waiting)] = []
    /// Entries at the front that have been taken: an array's front is dear to remove.
    private var taken = 0

    var count: Int { entries.count - taken }
    var isEmpty: Bool { count == 0 }

    /// - Parameter number: grows from request to request.
    mutating func insert(_ waiting: Waiting, number: Int) {
        var index = entries.count
        while index > taken, entries[index - 1].number > number { index -= 1 }
        entries.insert((number, waiting), at: index)
    }

    mutating func takeFirst() -> Waiting? {
        guard !isEmpty else { return nil }
        defer {
            taken += 1
            if taken * 2 > entries.count {
                entries.removeFirst(taken)
                taken = 0
            }
        }
        return entries[taken].waiting
    }

    /// - Returns: whether it was there.
    mutating func remove(_ waiting: Waiting) -> Bool {
        guard let index = entries[taken...].firstIndex(where: { $0.waiting === waiting }) else { return false }
        entries.remove(at: index)
        return true
    }
}

/// How many held requests follow each other in one tick of 16 ms once the upstream is back: a steady start that becomes faster,
/// instead of a stampede. Over all workers 500 a second at first; 1,024 take one second.
struct ReleasePace {
    static let tick = Interval.milliseconds(16)
    private static let firstBatch = 8, ticksPerStep = 4

    private let first: Int
    private var ticks = 0

    init(workers: Int) { first = max(1, Self.firstBatch / workers) }

    mutating func nextBatch() -> Int {
        defer { ticks += 1 }
        return first + ticks / Self.ticksPerStep
    }
}
