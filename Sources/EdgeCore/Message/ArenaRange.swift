/// A range of a head's arena in half of the memory: heads stay with every open socket, and none reaches 2 GiB.
struct ArenaRange {
    private var start: Int32 = 0
    private var end: Int32 = 0

    init() {}

    init(_ range: Range<Int>) {
        start = Int32(range.lowerBound)
        end = Int32(range.upperBound)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
}
