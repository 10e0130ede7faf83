import Glibc

/// What tells a file from a later one under the same path, without reading it. Follows symbolic links: certbot's `live`
/// folder holds nothing else.
package struct FileStamp: Sendable, Hashable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    /// Nanoseconds since 1970. The change of mode or owner counts too: it is what makes an unreadable key readable.
    private let modified: Int
    private let changed: Int

    /// `nil` when there is no such file, or none that may be looked at.
    package init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
