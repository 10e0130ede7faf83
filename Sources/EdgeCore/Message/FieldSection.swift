/// One field line inside the arena of its section: where its parts are, not what they are.
@usableFromInline
package struct FieldLine: Sendable {
    /// Offset of the whole line.
    package var start: Int32
    package var valueStart: Int32
    package var valueLength: Int32
    /// Bytes of the whole line with its CRLF.
    package var length: Int32
    package var nameLength: UInt16
    package var name: FieldName
    /// Whether the line stays behind when the section is forwarded.
    package var isDropped = false

    package init(start: Int, nameLength: Int, valueStart: Int, valueLength: Int, length: Int, name: FieldName) {
        self.start = Int32(start)
        self.nameLength = UInt16(nameLength)
        self.valueStart = Int32(valueStart)
        self.valueLength = Int32(valueLength)
        self.length = Int32(length)
        self.name = name
    }
}

/// The field lines of a head or trailer section, in order, in the form that HTTP/1.1 writes: `Name: value CR LF`.
///
/// Both protocols fill the same form, so lines that are forwarded unchanged are copied as runs, whichever side they came
/// from. Memory is reused from message to message: a warm section allocates nothing.
///
/// Lines are looked at by index where a request passes: an iterator would hold the array, by two atomic operations.
@usableFromInline
package struct FieldSection: ~Copyable {
    /// The bytes that the offsets count from: for a head the start line comes first.
    package var arena = ByteBuffer()
    @usableFromInline
    package private(set) var lines: [FieldLine] = []

    package init() {}

    @inlinable
    package var isEmpty: Bool { lines.isEmpty }
    @inlinable
    package var count: Int { lines.count }

    /// Makes room for a message of about this size at once.
    package mutating func reserve(bytes: Int, lines count: Int) {
        arena.reserve(bytes)
        lines.reserveCapacity(count)
    }

    /// Bytes of memory held for the text.
    package var footprint: Int { arena.footprint }

    package mutating func removeAll() {
        arena.removeAll()
        if !lines.isEmpty { lines.removeAll(keepingCapacity: true) }
    }

    /// Empties it for the next message; memory beyond what a usual one needs goes.
    package mutating func recycle() {
        removeAll()
        if footprint > Self.keptBytes { release() }
    }

    private static let keptBytes = 4096

    /// Gives memory back: for heads that stay while a socket lives on as a tunnel.
    package mutating func release() {
        arena.release()
        lines = []
    }

    package mutating func note(_ line: FieldLine) { lines.append(line) }

    /// Leaves the line behind when the section is forwarded.
    package mutating func drop(at index: Int) { lines[index].isDropped = true }

    /// Leaves every line of this name behind.
    package mutating func dropAll(_ name: FieldName) {
        for index in lines.indices where lines[index].name == name { lines[index].isDropped = true }
    }

    /// Leaves every line with this name, given in lower case, behind.
    package mutating func dropAll(named name: [UInt8]) {
        for index in lines.indices where self.name(of: lines[index]).equalsIgnoringCase(name) {
            lines[index].isDropped = true
        }
    }

    /// Whether the first field line comes right behind `end` and these bytes.
    func firstLine(follows end: Int, behind text: StaticString) -> Bool {
        let start = end + text.utf8CodeUnitCount
        guard let first = lines.first, Int(first.start) == start else { return false }
        return bytes(in: end..<start).equals(text)
    }

    /// Writes the lines that go on, in order, as HTTP/1.1 has them: neighbours in the arena in one copy.
    ///
    /// - Parameter withStartLine: what stands in the arena before the first line goes on too.
    package func appendForwardedLines(withStartLine: Bool = false, to buffer: inout ByteBuffer) {
        var runStart = 0
        var runEnd = withStartLine ? Int(lines.first?.start ?? 0) : 0
        for index in lines.indices where !lines[index].isDropped {
            let line = lines[index]
            let start = Int(line.start)
            if start != runEnd {
                buffer.append(bytes(in: runStart..<runEnd))
                runStart = start
            }
            runEnd = start + Int(line.length)
        }
        buffer.append(bytes(in: runStart..<runEnd))
    }

    /// Appends a line of our own or of a protocol that has no wire form of ours.
    package mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
        let start = arena.count
        arena.append(name)
        arena.append(": ")
        arena.append(value)
        arena.append("\r\n")
        note(
            FieldLine(
                start: start, nameLength: name.count, valueStart: start + name.count + 2, valueLength: value.count,
                length: name.count + value.count + 4, name: FieldName(name)))
    }

    /// Appends a line of our own; `value` writes it where it will stand.
    @inline(__always)
    package mutating func append(_ name: StaticString, _ known: FieldName, value: (inout ByteBuffer) -> Void) {
        let start = arena.count
        let nameLength = name.utf8CodeUnitCount
        arena.append(name)
        arena.append(": ")
        value(&arena)
        arena.append("\r\n")
        let length = arena.count - start
        note(
            FieldLine(
                start: start, nameLength: nameLength, valueStart: start + nameLength + 2,
                valueLength: length - nameLength - 4, length: length, name: known))
    }

    /// Appends a line of our own whose value stands in the arena already.
    package mutating func append(_ name: StaticString, _ known: FieldName, valueAt range: Range<Int>) {
        append(name, known) { $0.append(copyOf: range) }
    }

    /// Puts text into the arena that is no line: a part of what HTTP/1.1 has in its start line.
    package mutating func appendText(_ text: Span<UInt8>) -> Range<Int> {
        let start = arena.count
        arena.append(text)
        return start..<arena.count
    }

    /// Copies the lines of another section that go on.
    package mutating func append(forwardedFrom other: borrowing FieldSection) {
        for line in other.lines where !line.isDropped {
            append(name: other.name(of: line), value: other.value(of: line))
        }
    }

    package mutating func append(_ name: String, _ value: String) {
        append(name: Array(name.utf8).span, value: Array(value.utf8).span)
    }

    @_lifetime(borrow self)
    package func name(of line: FieldLine) -> Span<UInt8> {
        arena.bytes.extracting(Int(line.start)..<Int(line.start) + Int(line.nameLength))
    }

    @_lifetime(borrow self)
    package func value(of line: FieldLine) -> Span<UInt8> {
        arena.bytes.extracting(Int(line.valueStart)..<Int(line.valueStart) + Int(line.valueLength))
    }

    /// Any range of the arena: a part of the start line.
    @_lifetime(borrow self)
    package func bytes(in range: Range<Int>) -> Span<UInt8> { arena.bytes.extracting(range) }

    package func text(in range: Range<Int>) -> String { bytes(in: range).text }

    /// The first line of this name.
    package func first(_ name: FieldName) -> FieldLine? {
        for index in lines.indices where lines[index].name == name { return lines[index] }
        return nil
    }

    /// Whether a line of this name goes on.
    package func forwards(_ name: FieldName) -> Bool {
        for index in lines.indices where lines[index].name == name && !lines[index].isDropped { return true }
        return false
    }

    /// Whether a line with this name, given in lower case, goes on.
    package func forwards(named name: [UInt8]) -> Bool {
        for line in lines where !line.isDropped && self.name(of: line).equalsIgnoringCase(name) { return true }
        return false
    }

    package func text(ofName line: FieldLine) -> String { name(of: line).text }
    package func text(ofValue line: FieldLine) -> String { value(of: line).text }

    /// The value of the first line of this name, as text; for cold paths.
    package func text(_ name: FieldName) -> String? {
        first(name).map { value(of: $0).text }
    }

    /// Whether the first line of this name has this value, in any case.
    package func has(_ name: FieldName, _ value: StaticString) -> Bool {
        guard let line = first(name) else { return false }
        return self.value(of: line).equalsIgnoringCase(value)
    }

    /// Whether an element of the list in the first line of this name begins with this text, in any case; `prefix` has to be
    /// lower case.
    package func list(_ name: FieldName, hasElementBeginningWith prefix: StaticString) -> Bool {
        guard let line = first(name) else { return false }
        var elements = ListElements(value(of: line))
        while let element = elements.next() {
            if element.hasPrefixIgnoringCase(prefix) { return true }
        }
        return false
    }

    /// Whether a comma-separated list of tokens in any line of this name has this element (RFC 9110 §5.6.1).
    package func list(_ name: FieldName, contains element: StaticString) -> Bool {
        for line in lines where line.name == name {
            var elements = ListElements(value(of: line))
            while let next = elements.next() {
                if next.equalsIgnoringCase(element) { return true }
            }
        }
        return false
    }

    /// Whether a `Connection` line nominates the name of this line (RFC 9110 §7.6.1).
    package func isNominated(_ line: FieldLine) -> Bool {
        let name = name(of: line)
        for connection in lines where connection.name == .connection {
            var elements = ListElements(value(of: connection))
            while let next = elements.next() {
                if next.count == name.count, Self.equalIgnoringCase(next, name) { return true }
            }
        }
        return false
    }

    private static func equalIgnoringCase(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        for index in 0..<left.count where ASCII.lowercased(left[index]) != ASCII.lowercased(right[index]) {
            return false
        }
        return true
    }
}

/// The elements of a comma-separated list, without the empty ones (RFC 9110 §5.6.1.2).
package struct ListElements: ~Escapable {
    private var rest: Span<UInt8>

    @_lifetime(copy value)
    package init(_ value: Span<UInt8>) { rest = value }

    @_lifetime(copy self)
    package mutating func next() -> Span<UInt8>? {
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
            let element = rest.extracting(0..<end).trimmed()
            rest = rest.extracting(min(end + 1, rest.count)..<rest.count)
            if !element.isEmpty { return element }
        }
        return nil
    }
}
