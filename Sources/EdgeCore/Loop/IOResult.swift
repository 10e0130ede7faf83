/// What came of a read or write that never waits.
package enum IOResult: Equatable, Sendable {
    /// This many bytes moved; never zero.
    case bytes(Int)
    /// The kernel has nothing (read) or takes nothing (write) now; an edge will tell.
    case wouldBlock
    /// The peer has ended its direction (read only).
    case endOfStream
    /// The connection is gone.
    case failed(IOError)
}

/// A failed system call, by its errno value.
package struct IOError: Error, Equatable, Sendable {
    package var code: Int32
    package init(code: Int32) { self.code = code }
}
