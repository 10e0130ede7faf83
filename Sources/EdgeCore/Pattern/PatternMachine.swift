/// Runs a compiled expression: all threads of the match advance together, byte by byte (Thompson, Pike). Each step of the
/// program is visited at most once for a byte, so the time is the product of the two lengths and never more.
struct PatternMachine {
    /// The steps that wait for the same byte, in order of preference, with what each has saved.
    private struct Threads {
        var steps: [Int] = []
        var slots: [Int]
        /// By step: the round in which it was added last.
        var rounds: [Int]

        init(stepCount: Int, slotCount: Int) {
            slots = Array(repeating: -1, count: stepCount * slotCount)
            rounds = Array(repeating: -1, count: stepCount)
        }
    }

    private let program: [PatternInstruction]
    private let slotCount: Int
    private var saved: [Int]

    init(program: [PatternInstruction], slotCount: Int) {
        self.program = program
        self.slotCount = slotCount
        saved = Array(repeating: -1, count: slotCount)
    }

    mutating func run(_ bytes: Span<UInt8>, from start: Int) -> [Int]? {
        guard start <= bytes.count else { return nil }
        var current = Threads(stepCount: program.count, slotCount: slotCount)
        var following = current
        var found: [Int]?
        for position in start...bytes.count {
            // A match further left wins: no new thread once there is one.
            if found == nil {
                for index in saved.indices { saved[index] = -1 }
                add(0, at: position, bytes, to: &current)
            }
            following.steps.removeAll(keepingCapacity: true)
            advance(current, at: position, bytes, to: &following, &found)
            swap(&current, &following)
            if current.steps.isEmpty, found != nil { break }
        }
        return found
    }

    private mutating func advance(
        _ current: borrowing Threads, at position: Int, _ bytes: Span<UInt8>, to following: inout Threads, _ found: inout [Int]?
    ) {
        for step in current.steps {
            for index in 0..<slotCount { saved[index] = current.slots[step * slotCount + index] }
            switch program[step] {
            case .match:
                // The threads behind it are less preferred.
                found = saved
                return
            case .bytes(let set):
                if position < bytes.count, set.contains(bytes[position]) {
                    add(step + 1, at: position + 1, bytes, to: &following)
                }
            case .split, .jump, .save, .start, .end, .wordBoundary: break
            }
        }
    }

    /// Follows what needs no byte. The recursion is as deep as the program is long, at most.
    private mutating func add(_ step: Int, at position: Int, _ bytes: Span<UInt8>, to threads: inout Threads) {
        guard threads.rounds[step] != position else { return }
        threads.rounds[step] = position
        switch program[step] {
        case .jump(let target): add(target, at: position, bytes, to: &threads)
        case .split(let first, let second):
            add(first, at: position, bytes, to: &threads)
            add(second, at: position, bytes, to: &threads)
        case .save(let slot):
            let before = saved[slot]
            saved[slot] = position
            add(step + 1, at: position, bytes, to: &threads)
            saved[slot] = before
        case .start: if position == 0 { add(step + 1, at: position, bytes, to: &threads) }
        case .end: if position == bytes.count { add(step + 1, at: position, bytes, to: &threads) }
        case .wordBoundary(let isInverted):
            if Self.isBoundary(bytes, position) != isInverted { add(step + 1, at: position, bytes, to: &threads) }
        case .bytes, .match:
            threads.steps.append(step)
            for index in 0..<slotCount { threads.slots[step * slotCount + index] = saved[index] }
        }
    }

    private static func isBoundary(_ bytes: Span<UInt8>, _ position: Int) -> Bool {
        let before = position > 0 && ByteSet.wordBytes.contains(bytes[position - 1])
        let after = position < bytes.count && ByteSet.wordBytes.contains(bytes[position])
        return before != after
    }
}
