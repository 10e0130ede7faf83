extension Lexer {
    /// Puts a variable's value in the place of `{$NAME}` or `{$NAME:default}`; false for anything else.
    mutating func substitute() -> Bool {
        guard let environment, cursor.position >= noBraceBefore else { return false }
        var end = 2
        while let byte = cursor.peek(ahead: end), byte != 0x7D, byte != 0x0A { end += 1 }
        guard cursor.peek(ahead: end) == 0x7D else {
            noBraceBefore = cursor.position + end
            return false
        }
        guard end > 2 else { return false }
        let first = cursor.position + 2
        let inner = cursor.source.bytes[first..<cursor.position + end]
        let parts = inner.split(separator: 0x3A, maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(decoding: parts[0], as: UTF8.self)
        guard !name.isEmpty, !name.contains(where: { $0 == " " || $0 == "\t" }) else { return false }
        let location = cursor.location
        cursor.advance(by: end + 1)
        if let value = environment(name) {
            inject(Array(value.utf8), name, at: location)
        } else if parts.count == 2 {
            cursor.inject(Array(parts[1]), at: location)
        } else {
            reporter.warning(
                location, "the environment variable \(SourceExcerpt.printable(name)) is not set",
                help: "set it, or give a default: {$\(SourceExcerpt.printable(name)):value}")
        }
        return true
    }

    private mutating func inject(_ value: [UInt8], _ name: String, at location: SourceLocation) {
        guard value.count <= Limits.environmentBytes else {
            reporter.error(location, "the value of \(name) is longer than \(Limits.environmentBytes >> 10) KiB")
            return
        }
        cursor.inject(value, at: location)
    }
}
