import Glibc

/// A growable run of bytes with a read and a write end: what a connection owns while it has to remember something.
///
/// Empty, it owns no memory; `release()` gives back what it has. Owner: one worker. Never shared, never copied.
///
/// What is asked of a buffer in a property has to be inlinable: an access that spans a call into another module is one that no
/// proof covers (decision 0008).
@safe
@usableFromInline
package struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>?
    @usableFromInline var capacity = 0
    @usableFromInline var reader = 0
    @usableFromInline var writer = 0

    @inlinable
    package init() { unsafe base = nil }

    package init(capacity: Int) {
        unsafe base = Self.allocate(capacity)
        self.capacity = capacity
    }

    deinit { unsafe free(base) }

    /// Straight from `malloc`: `UnsafeMutablePointer.allocate` asks for an alignment, which costs three times as much.
    static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        guard let block = unsafe malloc(capacity) else { fatalError("out of memory") }
        return unsafe block.assumingMemoryBound(to: UInt8.self)
    }

    /// Bytes that wait to be read.
    @inlinable
    package var count: Int { writer - reader }
    @inlinable
    package var isEmpty: Bool { writer == reader }
    /// Bytes of memory held, read or not.
    @inlinable
    package var footprint: Int { capacity }

    /// The bytes that wait to be read. Valid until the buffer is next changed, as the compiler enforces.
    @inlinable
    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        get {
            guard let base = unsafe base else { return Span() }
            let span = unsafe Span(_unsafeStart: UnsafePointer(base + reader), count: writer - reader)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    @inlinable
    @inline(__always)
    package mutating func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        guard bytes.count <= Self.pieceBytes else { return appendInPieces(bytes) }
        reserve(bytes.count)
        unsafe bytes.withUnsafeBufferPointer { source in
            unsafe (base! + writer).update(from: source.baseAddress!, count: source.count)
        }
        writer += bytes.count
    }

    /// What the C library copies by vectors. More than that it leaves to the processor (`rep movsb`), and where the target begins
    /// up to 63 bytes further within its page than the source, as it does behind the header of a frame, some processors of
    /// AMD's then copy 1.8 GB/s instead of 35.
    @usableFromInline static let pieceBytes = 2048

    @inline(never)
    @usableFromInline
    mutating func appendInPieces(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.extracting(0..<min(rest.count, Self.pieceBytes))
            unsafe piece.withUnsafeBufferPointer { source in
                unsafe (base! + writer).update(from: source.baseAddress!, count: source.count)
            }
            writer += piece.count
            rest = rest.extracting(piece.count..<rest.count)
        }
    }

    /// Inlined, so that a literal of a few bytes is a store and not a call of `memcpy`.
    @inline(__always)
    package mutating func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        guard count > 0 else { return }
        reserve(count)
        unsafe (base! + writer).update(from: text.utf8Start, count: count)
        writer += count
    }

    @inlinable
    @inline(__always)
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base![writer] = byte
        writer += 1
    }

    /// Appends the last `count` bytes of a number, 1 to 8, the most significant first, as frames have them.
    @inlinable
    @inline(__always)
    package mutating func append(bigEndian number: UInt64, bytes count: Int) {
        reserve(8)
        let aligned = number << UInt64(8 * (8 - count))
        unsafe UnsafeMutableRawPointer(base! + writer).storeBytes(of: aligned.bigEndian, as: UInt64.self)
        writer += count
    }

    package mutating func append(_ array: [UInt8]) { append(array.span) }

    /// Labelled, so that a literal is never taken for a `String`, which costs four times as much.
    package mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { utf8 in
            guard !utf8.isEmpty else { return }
            unsafe append(Span(_unsafeElements: utf8))
        }
    }

    /// Appends bytes of its own: those in `range`, which counts from the first byte that waits to be read.
    package mutating func append(copyOf range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        reserve(range.count)
        unsafe (base! + writer).update(from: base! + reader + range.lowerBound, count: range.count)
        writer += range.count
    }

    /// Appends a number in decimal. Not for negative ones, which nothing on the wire is.
    package mutating func append(decimal number: Int) {
        guard number >= 1000 else { return append(upToThreeDigits: UInt32(number)) }
        var digits = 4
        var bound = 10_000
        while digits < 19, number >= bound {
            digits += 1
            bound &*= 10
        }
        reserve(digits)
        var rest = UInt(number)
        for place in stride(from: writer + digits - 1, through: writer, by: -1) {
            unsafe base![place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        writer += digits
    }

    /// Statuses and the parts of addresses.
    @inline(__always)
    private mutating func append(upToThreeDigits number: UInt32) {
        reserve(3)
        let (hundreds, tens) = (number / 100, number / 10)
        if number >= 100 { appendReserved(digit: hundreds) }
        if number >= 10 { appendReserved(digit: tens - hundreds * 10) }
        appendReserved(digit: number - tens * 10)
    }

    @inline(__always)
    private mutating func appendReserved(digit: UInt32) {
        unsafe base![writer] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
        writer += 1
    }

    /// Appends a number in lower-case hexadecimal, without leading zeros.
    package mutating func append(hexadecimal number: Int) {
        var shift = number == 0 ? 0 : (Int.bitWidth - number.leadingZeroBitCount - 1) & ~3
        reserve(16)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: (number >> shift) & 15)
            unsafe base![writer] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            writer += 1
            shift -= 4
        }
    }

    /// Lets the caller write into spare room of at least `minimum` bytes; `body` says how many it wrote.
    package mutating func write<Result>(
        atLeast minimum: Int,
        _ body: (inout MutableSpan<UInt8>) -> (written: Int, result: Result)
    ) -> Result {
        reserve(max(minimum, 1))
        var room = unsafe MutableSpan(_unsafeStart: base! + writer, count: capacity - writer)
        let (written, result) = body(&room)
        precondition(written <= capacity - writer)
        writer += written
        return result
    }

    /// Forgets the first `count` bytes.
    package mutating func consume(_ count: Int) {
        precondition(count <= writer - reader)
        reader += count
        if reader == writer {
            reader = 0
            writer = 0
        }
    }

    /// Forgets the bytes, keeps the memory.
    package mutating func removeAll() {
        reader = 0
        writer = 0
    }

    /// Forgets the bytes and gives the memory back.
    package mutating func release() {
        unsafe free(base)
        unsafe base = nil
        capacity = 0
        reader = 0
        writer = 0
    }

    /// Takes over a block of memory; what was owned before is freed.
    mutating func own(_ block: UnsafeMutablePointer<UInt8>, capacity: Int) {
        release()
        unsafe base = block
        self.capacity = capacity
    }

    /// Gives the memory away: from here on someone else frees it.
    mutating func disown() -> UnsafeMutablePointer<UInt8>? {
        let block = unsafe base
        unsafe base = nil
        release()
        return unsafe block
    }

    /// Makes room for `count` more bytes: slides first, grows to a power of two only when sliding is not enough.
    @inlinable
    @inline(__always)
    package mutating func reserve(_ count: Int) {
        if capacity - writer < count { makeRoom(count) }
    }

    @inline(never)
    @usableFromInline
    mutating func makeRoom(_ count: Int) {
        let live = writer - reader
        if capacity - live >= count, reader >= live {
            unsafe base!.update(from: base! + reader, count: live)
        } else {
            var grown = max(256, capacity)
            while grown - live < count { grown *= 2 }
            let fresh = unsafe Self.allocate(grown)
            if let base = unsafe base {
                unsafe fresh.update(from: base + reader, count: live)
                unsafe free(base)
            }
            unsafe base = fresh
            capacity = grown
        }
        reader = 0
        writer = live
    }
}
