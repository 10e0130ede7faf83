/// A fixed block of a worker's memory that every read of every connection lands in first.
///
/// Bytes in it live until the next read: whoever needs them longer copies them into a `ByteBuffer` of its own.
@safe
package final class Scratch {
    private let base: UnsafeMutablePointer<UInt8>
    package let capacity: Int

    package init(capacity: Int) {
        unsafe base = .allocate(capacity: capacity)
        unsafe base.initialize(repeating: 0, count: capacity)
        self.capacity = capacity
    }

    deinit { unsafe base.deallocate() }

    /// The first `count` bytes.
    @_lifetime(borrow self)
    package func bytes(_ count: Int) -> Span<UInt8> {
        precondition(count <= capacity)
        let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The room at the start, of at most `limit` bytes. One writer at a time, as below.
    @_lifetime(borrow self)
    package func room(first limit: Int) -> MutableSpan<UInt8> {
        let span = unsafe MutableSpan(_unsafeStart: base, count: min(limit, capacity))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The room from `offset` on. One writer at a time: the worker is single-threaded and reads do not nest.
    @_lifetime(borrow self)
    package func room(from offset: Int) -> MutableSpan<UInt8> {
        precondition(offset <= capacity)
        let span = unsafe MutableSpan(_unsafeStart: base + offset, count: capacity - offset)
        return unsafe _overrideLifetime(span, borrowing: self)
    }
}
