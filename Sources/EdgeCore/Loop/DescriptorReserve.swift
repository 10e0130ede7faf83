internal import CLinux
import Glibc

/// Descriptors that connections may not have, so that a flood of them leaves some for everything else: look-ups, files, the
/// control socket, and the runtime itself. (libdispatch opens a file of `/proc` every second in which all its threads are busy,
/// and ends the process where it cannot.)
enum DescriptorReserve {
    /// The lowest number that a client's connection may not have: the kernel gives the lowest that is free.
    static let first: Int32 = limit - size
    /// The lowest number that an upstream connection may not have: those that are there already may go on.
    static let firstForUpstreams: Int32 = limit - size / 2

    /// The lowest number of a file that is not kept open for those who ask next: connections need descriptors more.
    static let firstForKeeping: Int32 = limit / 2

    private static let size = min(32, limit / 4)

    private static let limit: Int32 = {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        return Int32(clamping: limit.rlim_cur)
    }()

    /// Whether the next descriptor would be one of the reserve. Two system calls, for a listener that has paused.
    static func isReached(by descriptor: Int32) -> Bool {
        let probe = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard probe >= 0 else { return true }
        close(probe)
        return probe >= first
    }
}
