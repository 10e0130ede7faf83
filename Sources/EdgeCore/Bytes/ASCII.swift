import Glibc

/// The byte classes of HTTP (RFC 9110 §5.6.2, RFC 3986 §2), without Foundation and without locales.
package enum ASCII {
    package static let space = UInt8(ascii: " ")
    package static let tab = UInt8(ascii: "\t")
    package static let carriageReturn = UInt8(ascii: "\r")
    package static let lineFeed = UInt8(ascii: "\n")
    package static let colon = UInt8(ascii: ":")

    /// A token character: `!#$%&'*+-.^_`|~`, a digit or a letter (RFC 9110 §5.6.2). One bit for each byte below 128.
    @inline(__always)
    package static func isToken(_ byte: UInt8) -> Bool {
        if byte < 64 { return 0x03FF_6CFA_0000_0000 >> UInt64(byte) & 1 == 1 }
        return byte < 128 && 0x57FF_FFFF_C7FF_FFFE >> UInt64(byte - 64) & 1 == 1
    }

    /// A byte that may stand in a field value: visible, space, tab, or obs-text (RFC 9110 §5.5).
    @inline(__always)
    package static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == tab
    }

    /// A byte that may stand in a request target: visible ASCII, and bytes above it, which clients do send (RFC 3986
    /// would have them percent-encoded; upstreams decide). No `#`: no target has a fragment (RFC 9112 §3.2), and some
    /// upstreams end the path at one.
    @inline(__always)
    package static func isTarget(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "#") }

    @inline(__always)
    package static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    @inline(__always)
    package static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") <= 25 ? byte | 0x20 : byte
    }

    @inline(__always)
    package static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte - UInt8(ascii: "0") }
        let letter = byte | 0x20
        guard letter >= UInt8(ascii: "a"), letter <= UInt8(ascii: "f") else { return nil }
        return letter - UInt8(ascii: "a") + 10
    }

    /// A decimal number: digits only, at least one, and no overflow.
    package static func decimal(_ bytes: Span<UInt8>) -> Int? {
        // 19 digits fit into 64 bits without a sign.
        guard !bytes.isEmpty, bytes.count <= 19 else { return nil }
        var value: UInt64 = 0
        for index in 0..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ UInt64(digit)
        }
        return Int(exactly: value)
    }

    /// Where the run of bytes that may stand in a field value ends, from `start` on: eight at a time.
    ///
    /// Measured on a head of 468 bytes: 209 ns against 348 a byte at a time.
    package static func endOfFieldValue(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = unsafe bytes.bytes
        while index + 8 <= bytes.count {
            let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let found = controls(word)
            guard found != 0 else {
                index += 8
                continue
            }
            index += found.trailingZeroBitCount / 8
            guard bytes[index] == tab else { break }
            index += 1
        }
        while index < bytes.count, isFieldValue(bytes[index]) { index += 1 }
        return index
    }

    /// Where the run of token characters ends, from `start` on: letters and dashes eight at a time, which field names consist of.
    package static func endOfToken(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = unsafe bytes.bytes
        while index + 8 <= bytes.count {
            let others = otherThanLettersAndDashes(unsafe raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            guard others != 0 else {
                index += 8
                continue
            }
            index += others.trailingZeroBitCount / 8
            guard isToken(bytes[index]) else { return index }
            index += 1
        }
        while index < bytes.count, isToken(bytes[index]) { index += 1 }
        return index
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits = ones &* 0x80

    /// The high bit of each of eight bytes that is below 0x20 or DEL. Those above the lowest one found may be wrong.
    @inline(__always)
    private static func controls(_ word: UInt64) -> UInt64 {
        let delete = word ^ ones &* 0x7F
        let below = (word &- ones &* 0x20) & ~word
        let isDelete = (delete &- ones) & ~delete
        return (below | isDelete) & highBits
    }

    /// The high bit of each of eight bytes that is neither a letter nor a dash. Sums of seven bits carry into no neighbour.
    @inline(__always)
    private static func otherThanLettersAndDashes(_ word: UInt64) -> UInt64 {
        let low = word & ~highBits
        let letter = low | ones &* 0x20
        let isLetter = (letter &+ ones &* (0x80 - 0x61)) & ~(letter &+ ones &* (0x80 - 0x7B))
        let isDash = ~((low ^ ones &* 0x2D) &+ ones &* 0x7F)
        return ~((isLetter | isDash) & ~word) & highBits
    }

    /// Eight bytes with their capitals made small.
    @inline(__always)
    static func lowercased(_ word: UInt64) -> UInt64 {
        let low = word & ~highBits
        let isCapital = (low &+ ones &* (0x80 - 0x41)) & ~(low &+ ones &* (0x80 - 0x5B)) & ~word & highBits
        return word | isCapital >> 2
    }

    /// Whether bytes are those of `text`, which is lower case, whatever their own case: eight at a time, the last eight once more
    /// with those before them.
    @inline(__always)
    fileprivate static func areEqual(_ bytes: UnsafeRawPointer, lowercase text: UnsafeRawPointer, count: Int) -> Bool {
        guard count >= 8 else {
            for index in 0..<count {
                guard unsafe lowercased(bytes.load(fromByteOffset: index, as: UInt8.self))
                    == text.load(fromByteOffset: index, as: UInt8.self)
                else { return false }
            }
            return true
        }
        var index = 0
        while true {
            guard unsafe lowercased(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                == text.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            else { return false }
            if index == count - 8 { return true }
            index = min(index + 8, count - 8)
        }
    }
}

extension Span<UInt8> {
    /// Compares without regard to ASCII case; `text` has to be lower case.
    package func equalsIgnoringCase(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { unsafe equalsIgnoringCase(lowercase: $0) }
    }

    /// Compares without regard to ASCII case; `text` has to be lower case.
    package func equalsIgnoringCase(_ text: [UInt8]) -> Bool {
        unsafe text.withUnsafeBufferPointer { unsafe equalsIgnoringCase(lowercase: $0) }
    }

    @inline(__always)
    private func equalsIgnoringCase(lowercase text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == text.count else { return false }
        guard !isEmpty else { return true }
        return unsafe withUnsafeBufferPointer { own in
            unsafe ASCII.areEqual(own.baseAddress!, lowercase: text.baseAddress!, count: own.count)
        }
    }

    @inline(__always)
    package func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        guard !isEmpty else { return true }
        return unsafe withUnsafeBufferPointer { own in
            // With the count of the literal, which the compiler knows: mostly loads, and seldom a call.
            unsafe memcmp(own.baseAddress!, text.utf8Start, text.utf8CodeUnitCount) == 0
        }
    }

    package func equals(_ array: [UInt8]) -> Bool {
        guard count == array.count else { return false }
        for index in 0..<count where self[index] != array[index] { return false }
        return true
    }

    package func hasPrefix(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && extracting(0..<text.utf8CodeUnitCount).equals(text)
    }

    /// Compares without regard to ASCII case; `text` has to be lower case.
    package func hasPrefixIgnoringCase(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && extracting(0..<text.utf8CodeUnitCount).equalsIgnoringCase(text)
    }

    /// The bytes without spaces and tabs at either end (RFC 9110 §5.6.3, OWS).
    @_lifetime(copy self)
    package func trimmed() -> Span<UInt8> {
        var start = 0
        var end = count
        while start < end, self[start] == ASCII.space || self[start] == ASCII.tab { start += 1 }
        while end > start, self[end - 1] == ASCII.space || self[end - 1] == ASCII.tab { end -= 1 }
        return extracting(start..<end)
    }

    /// The text of the bytes; what is no UTF-8 becomes U+FFFD. For messages and for cold paths.
    package var text: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// The eight bytes from `index` on, the first of them lowest.
    @inlinable
    @inline(__always)
    package func word(at index: Int) -> UInt64 {
        precondition(index >= 0 && index + 8 <= count)
        return unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    package var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe Array($0) }
    }

    package func firstIndex(of byte: UInt8) -> Int? { firstIndex(of: byte, from: 0) }

    /// The C library's search takes 32 bytes at a time.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return unsafe withUnsafeBufferPointer { buffer in
            let base = unsafe UnsafeRawPointer(buffer.baseAddress!)
            return unsafe memchr(base + start, Int32(byte), buffer.count - start).map { unsafe UnsafeRawPointer($0) - base }
        }
    }
}
