/// A regular expression, taken apart.
indirect enum PatternNode {
    case empty
    case bytes(ByteSet)
    case start
    case end
    case wordBoundary(isInverted: Bool)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    /// `maximum` is `nil` for any number.
    case repetition(PatternNode, minimum: Int, maximum: Int?, isGreedy: Bool)
    case group(PatternNode, number: Int)
}

/// One step of a compiled expression.
enum PatternInstruction: Sendable, Hashable {
    case bytes(ByteSet)
    /// Both ways, the first preferred.
    case split(Int, Int)
    case jump(Int)
    case save(Int)
    case start
    case end
    case wordBoundary(isInverted: Bool)
    case match
}
