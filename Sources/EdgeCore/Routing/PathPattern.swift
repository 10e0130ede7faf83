/// A path of a condition, compiled: lower case, and what its stars mean settled. Plain data: comparing one touches no
/// reference count.
struct PathPattern: Sendable {
    enum Kind: UInt8, Sendable { case any, exact, prefix, suffix, part, glob, below }

    let kind: Kind
    /// Where its bytes are in the arena of the program, stars at the ends left away.
    let bytes: Range<Int>

    /// Compiles a pattern into `arena`.
    init(_ pattern: String, arena: inout [UInt8]) {
        var bytes = Array(pattern.utf8).map(ASCII.lowercased)[...]
        let star = UInt8(ascii: "*")
        if bytes == [star] || bytes == [UInt8(ascii: "/"), star] {
            kind = .any
            bytes = []
        } else if bytes.dropFirst().dropLast().contains(star) {
            kind = .glob
        } else {
            let (begins, ends) = (bytes.first == star, bytes.last == star)
            kind = begins && ends ? .part : begins ? .suffix : ends ? .prefix : .exact
            if begins { bytes = bytes.dropFirst() }
            if ends { bytes = bytes.dropLast() }
        }
        self.bytes = arena.count..<arena.count + bytes.count
        arena += bytes
    }

    /// `/api` for itself and what is below, `/api/` for what is below alone.
    init(below prefix: String, arena: inout [UInt8]) {
        let bytes = Array(prefix.utf8).map(ASCII.lowercased)
        kind = bytes.isEmpty || bytes == [UInt8(ascii: "/")] ? .any : bytes.last == UInt8(ascii: "/") ? .prefix : .below
        self.bytes = arena.count..<arena.count + bytes.count
        arena += bytes
    }

    /// What every path begins with that it fits.
    func filter(arena: [UInt8]) -> PathFilter {
        let text = arena.span.extracting(bytes)
        switch kind {
        case .any, .suffix, .part: return .open
        case .exact, .prefix, .below: return PathFilter(prefix: text)
        case .glob: return PathFilter(prefix: text.extracting(0..<(text.firstIndex(of: UInt8(ascii: "*")) ?? text.count)))
        }
    }

    func matches(_ path: Span<UInt8>, arena: [UInt8]) -> Bool {
        let text = arena.span.extracting(bytes)
        switch kind {
        case .any: return true
        case .exact: return path.count == text.count && Self.hasPrefix(path, text)
        case .prefix: return Self.hasPrefix(path, text)
        case .suffix:
            return path.count >= text.count
                && Self.hasPrefix(path.extracting(path.count - text.count..<path.count), text)
        case .part:
            guard path.count >= text.count else { return false }
            for start in 0...path.count - text.count
            where Self.hasPrefix(path.extracting(start..<path.count), text) { return true }
            return false
        case .glob: return Self.globs(path, text)
        case .below:
            guard Self.hasPrefix(path, text) else { return false }
            return path.count == text.count || path[text.count] == UInt8(ascii: "/")
        }
    }

    /// Whether the text, in any case, begins with a lower-case prefix.
    @inline(__always)
    private static func hasPrefix(_ text: Span<UInt8>, _ prefix: Span<UInt8>) -> Bool {
        guard text.count >= prefix.count else { return false }
        // The last byte tells most paths of one site apart, which share their first.
        var index = prefix.count - 1
        while index >= 0 {
            if ASCII.lowercased(text[index]) != prefix[index] { return false }
            index -= 1
        }
        return true
    }

    /// `*` fits what has no slash. Back to the last star on a mismatch: time is bounded by the product of both lengths.
    private static func globs(_ path: Span<UInt8>, _ pattern: Span<UInt8>) -> Bool {
        var (index, place) = (0, 0)
        var retry: (index: Int, place: Int)?
        while index < path.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                retry = (index, place + 1)
                place += 1
            } else if place < pattern.count, pattern[place] == ASCII.lowercased(path[index]) {
                index += 1
                place += 1
            } else if let again = retry, path[again.index] != UInt8(ascii: "/") {
                retry = (again.index + 1, again.place)
                (index, place) = (again.index + 1, again.place)
            } else {
                return false
            }
        }
        while place < pattern.count, pattern[place] == UInt8(ascii: "*") { place += 1 }
        return place == pattern.count
    }
}
