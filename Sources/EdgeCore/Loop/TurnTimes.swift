/// How long the turns of a loop take: what one connection may have to wait because of the others. A clock reading more for each
/// turn, 25 ns through the vDSO.
package struct TurnTimes: Sendable {
    /// Upper bounds in milliseconds.
    package static let bounds = [1, 2, 5, 10, 20, 50, 100, 500]
    private static let nanoseconds = bounds.map { Int64($0) * 1_000_000 }

    private var cells = InlineArray<9, Int>(repeating: 0)
    /// All turns together, in nanoseconds.
    package private(set) var total = 0

    package init() {}

    /// One count for each bound, and one for what is above the last; not cumulative.
    package var counts: [Int] { cells.indices.map { cells[$0] } }

    mutating func count(_ time: Interval) {
        cells[Self.nanoseconds.firstIndex { time.nanoseconds <= $0 } ?? Self.bounds.count] += 1
        total += Int(time.nanoseconds)
    }

    package mutating func add(_ other: TurnTimes) {
        for index in cells.indices { cells[index] += other.cells[index] }
        total += other.total
    }
}
