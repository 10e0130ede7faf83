import Glibc

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

    /// The system's words for it.
    package var text: String {
        code == 0 ? "connection closed" : unsafe String(cString: strerror(code))
    }
}

extension IOError {
    /// The failures that someone can do something about.
    enum Kind { case addressInUse, permissionDenied, addressNotAvailable, other }

    var kind: Kind {
        switch code {
        case EADDRINUSE: .addressInUse
        case EACCES, EPERM: .permissionDenied
        case EADDRNOTAVAIL: .addressNotAvailable
        default: .other
        }
    }

    /// The host has no IPv6.
    var isMissingFamily: Bool { code == EAFNOSUPPORT || code == EADDRNOTAVAIL }

    static let invalidAddress = IOError(code: EINVAL)
}
