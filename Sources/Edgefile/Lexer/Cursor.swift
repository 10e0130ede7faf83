/// Reads a file's bytes one by one and knows where it is; what the environment says for `{$NAME}` is read in its place.
struct Cursor {
    let source: SourceFile
    private(set) var position = 0
    private(set) var line = 1
    private(set) var column = 1
    private var injected: [UInt8] = []
    private var injectedIndex = 0
    private var injectedAt: SourceLocation?

    init(_ source: SourceFile) { self.source = source }

    var isInjecting: Bool { injectedIndex < injected.count }

    /// Where the next byte was written; for an injected one, where its `{$NAME}` stands.
    var location: SourceLocation {
        if isInjecting, let injectedAt { return injectedAt }
        return SourceLocation(file: source.name, line: line, column: column)
    }

    func peek() -> UInt8? {
        if isInjecting { return injected[injectedIndex] }
        return position < source.bytes.count ? source.bytes[position] : nil
    }

    /// A byte further on in the file itself; only meaningful when nothing is injected.
    func peek(ahead count: Int) -> UInt8? {
        let index = position + count
        return index < source.bytes.count ? source.bytes[index] : nil
    }

    mutating func advance() {
        if isInjecting {
            injectedIndex += 1
            return
        }
        guard position < source.bytes.count else { return }
        let byte = source.bytes[position]
        position += 1
        if byte == 0x0A {
            line += 1
            column = 1
        } else if position >= source.bytes.count || source.bytes[position] & 0xC0 != 0x80 {
            column += 1
        }
    }

    mutating func advance(by count: Int) {
        for _ in 0..<count { advance() }
    }

    /// Lets these bytes be read before the rest of the file.
    mutating func inject(_ bytes: [UInt8], at location: SourceLocation) {
        injected = bytes
        injectedIndex = 0
        injectedAt = location
    }
}
