/// Turns an expression into steps.
struct PatternCompiler {
    private var program: [PatternInstruction] = []

    /// Steps of one expression. With a text of 16 KiB the slowest match is some tens of milliseconds.
    static let sizeLimit = 1000

    mutating func compile(_ node: PatternNode) throws(TextPatternError) -> [PatternInstruction] {
        emit(.save(0))
        try append(node)
        emit(.save(1))
        emit(.match)
        return program
    }

    private mutating func emit(_ instruction: PatternInstruction) { program.append(instruction) }

    private mutating func append(_ node: PatternNode) throws(TextPatternError) {
        guard program.count < Self.sizeLimit else {
            throw TextPatternError(message: "the expression is too large", offset: 0)
        }
        switch node {
        case .empty: break
        case .bytes(let set): emit(.bytes(set))
        case .start: emit(.start)
        case .end: emit(.end)
        case .wordBoundary(let isInverted): emit(.wordBoundary(isInverted: isInverted))
        case .sequence(let parts): for part in parts { try append(part) }
        case .alternatives(let branches): try append(branches[...])
        case .group(let inner, let number):
            emit(.save(2 * number))
            try append(inner)
            emit(.save(2 * number + 1))
        case .repetition(let inner, let minimum, let maximum, let isGreedy):
            for _ in 0..<minimum { try append(inner) }
            if let maximum {
                try appendOptional(inner, count: maximum - minimum, isGreedy: isGreedy)
            } else {
                try appendLoop(inner, isGreedy: isGreedy)
            }
        }
    }

    private mutating func append(_ branches: ArraySlice<PatternNode>) throws(TextPatternError) {
        guard let first = branches.first else { return }
        guard branches.count > 1 else { return try append(first) }
        let split = program.count
        emit(.match)
        try append(first)
        let jump = program.count
        emit(.match)
        program[split] = .split(split + 1, program.count)
        try append(branches.dropFirst())
        program[jump] = .jump(program.count)
    }

    private mutating func appendLoop(_ inner: PatternNode, isGreedy: Bool) throws(TextPatternError) {
        let split = program.count
        emit(.match)
        try append(inner)
        emit(.jump(split))
        program[split] = isGreedy ? .split(split + 1, program.count) : .split(program.count, split + 1)
    }

    private mutating func appendOptional(_ inner: PatternNode, count: Int, isGreedy: Bool) throws(TextPatternError) {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(program.count)
            emit(.match)
            try append(inner)
        }
        for split in splits {
            program[split] = isGreedy ? .split(split + 1, program.count) : .split(program.count, split + 1)
        }
    }
}
