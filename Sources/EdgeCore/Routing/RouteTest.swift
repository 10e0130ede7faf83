/// A condition of a program. Those that most routes have are plain data; the others are looked up.
enum RouteTest: Sendable {
    /// One of these patterns fits the path.
    case paths(Range<Int>)
    /// The method is one of these: a bit for each raw value of `Method`.
    case methods(UInt16)
    /// An index into `RouteProgram.generalTests`.
    case general(Int)
}

/// The conditions that are too large to be plain data.
indirect enum GeneralTest: Sendable {
    case pathMatches(TextPattern, name: String)
    /// In lower case; `*` stands for a label.
    case host([[UInt8]])
    /// Methods that have no name here.
    case methods([[UInt8]])
    case field(name: [UInt8], values: [ValuePattern])
    case fieldMatches(name: [UInt8], TextPattern, capture: String)
    case query([(key: [UInt8], value: [UInt8]?)])
    case peer([AddressRange])
    case client([AddressRange])
    case isEncrypted(Bool)
    case version(RouteCondition.HTTPVersionRange)
    case failure([ClosedRange<Int>])
    case fileIsThere(root: CompiledTemplate?, [CompiledTemplate])
    case not([RouteTest])

    /// A value with a star at either end.
    struct ValuePattern: Sendable {
        let text: [UInt8]
        let isOpenBefore: Bool
        let isOpenBehind: Bool

        init(_ pattern: String) {
            isOpenBefore = pattern.hasPrefix("*")
            isOpenBehind = pattern.count > 1 && pattern.hasSuffix("*")
            text = Array(pattern.dropFirst(isOpenBefore ? 1 : 0).dropLast(isOpenBehind ? 1 : 0).utf8)
        }

        func fits(_ value: Span<UInt8>) -> Bool {
            guard value.count >= text.count else { return false }
            switch (isOpenBefore, isOpenBehind) {
            case (false, false): return value.equals(text)
            case (false, true): return value.extracting(0..<text.count).equals(text)
            case (true, false): return value.extracting(value.count - text.count..<value.count).equals(text)
            case (true, true):
                for start in 0...value.count - text.count
                where value.extracting(start..<start + text.count).equals(text) { return true }
                return false
            }
        }
    }
}
