/// The first sixteen bytes of a path in lower case, with zeros behind its end: what most routes are told apart by, in two words.
struct PathBeginning: Sendable, Equatable {
    /// The first byte is the lowest.
    private(set) var words: (UInt64, UInt64) = (0, 0)

    static let count = 16

    /// Of no path at all.
    init() {}

    init(_ path: Span<UInt8>) {
        var index = min(path.count, Self.count)
        while index > 8 {
            index -= 1
            words.1 = words.1 << 8 | UInt64(path[index])
        }
        while index > 0 {
            index -= 1
            words.0 = words.0 << 8 | UInt64(path[index])
        }
        words = (ASCII.lowercased(words.0), ASCII.lowercased(words.1))
    }

    static func == (one: PathBeginning, other: PathBeginning) -> Bool { one.words == other.words }
}

/// What a path has to begin with for a step to be worth a look. It says no quickly, and yes too often: of one that passes, the
/// conditions are asked.
struct PathFilter: Sendable {
    /// Bits of the beginning that matter.
    private var mask: (UInt64, UInt64)
    private var value: (UInt64, UInt64)

    /// Lets every path pass.
    static let open = PathFilter(mask: (0, 0), value: (0, 0))

    var isOpen: Bool { mask == (0, 0) }

    @inline(__always)
    func lets(_ beginning: PathBeginning) -> Bool {
        (beginning.words.0 & mask.0 ^ value.0) | (beginning.words.1 & mask.1 ^ value.1) == 0
    }

    private init(mask: (UInt64, UInt64), value: (UInt64, UInt64)) { (self.mask, self.value) = (mask, value) }

    /// For paths that begin with these bytes, in lower case.
    init(prefix: Span<UInt8>) {
        value = PathBeginning(prefix).words
        let bytes = min(prefix.count, PathBeginning.count)
        mask = (Self.mask(bytes: min(bytes, 8)), Self.mask(bytes: max(bytes - 8, 0)))
    }

    private static func mask(bytes: Int) -> UInt64 { bytes == 8 ? .max : 1 << UInt64(8 * bytes) &- 1 }

    /// Lets pass what either does: of the bits that both look at, those in which they agree.
    func or(_ other: PathFilter) -> PathFilter {
        let both = (
            mask.0 & other.mask.0 & ~(value.0 ^ other.value.0), mask.1 & other.mask.1 & ~(value.1 ^ other.value.1)
        )
        return PathFilter(mask: both, value: (value.0 & both.0, value.1 & both.1))
    }
}
