internal import CLinux
import Glibc

/// An open file or folder; closed with its last reference.
final class FileDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }
    deinit { close(number) }

    /// Whether there are enough others.
    var mayBeKept: Bool { number < DescriptorReserve.firstForKeeping }

    /// Why there is none.
    enum Refusal: Error {
        case missing
        case forbidden
        /// It could not be told without waiting for a disk.
        case wouldBlock
        case failed(IOError)

        init(code: Int32) {
            self =
                switch code {
                case ENOENT, ENOTDIR, ENAMETOOLONG: .missing
                // RESOLVE_BENEATH says EXDEV where a link or dots lead out of the folder.
                case EACCES, EPERM, ELOOP, EXDEV, ENXIO: .forbidden
                case EAGAIN: .wouldBlock
                default: .failed(IOError(code: code))
                }
        }
    }

    /// Opens what is below `folder` and nothing else, links followed only as long as they stay below it.
    ///
    /// - Parameter cached: only with what the kernel knows already, without a disk (RESOLVE_CACHED).
    static func open(_ path: [UInt8], below folder: FileDescriptor, cached: Bool) throws(Refusal) -> FileDescriptor {
        try open(path, below: folder.number, isBeneath: true, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, cached: cached)
    }

    /// Opens a folder by its path, to look up what is below it.
    static func folder(_ path: [UInt8], cached: Bool) throws(Refusal) -> FileDescriptor {
        try open(path, below: AT_FDCWD, isBeneath: false, flags: O_DIRECTORY | Int32(EDGE_O_PATH), cached: cached)
    }

    /// What is below `folder` as a place alone, which opening it for reading may not be allowed or may set something off.
    static func place(_ path: [UInt8], below folder: FileDescriptor) throws(Refusal) -> FileDescriptor {
        try open(path, below: folder.number, isBeneath: true, flags: Int32(EDGE_O_PATH), cached: false)
    }

    private static func open(
        _ path: [UInt8], below folder: Int32, isBeneath: Bool, flags: Int32, cached: Bool
    ) throws(Refusal) -> FileDescriptor {
        let text = (path.isEmpty ? Array(".".utf8) : path).map { CChar(bitPattern: $0) } + [0]
        let result = unsafe edge_open_beneath(folder, text, flags | O_CLOEXEC, isBeneath ? 1 : 0, cached ? 1 : 0)
        if result >= 0 { return FileDescriptor(result) }
        // Kernels before 5.12 do not know how to look into their cache alone.
        throw cached && -result == EINVAL ? .wouldBlock : Refusal(code: -result)
    }

    /// Size, time and kind. The inode of an open file is in memory.
    var status: FileStatus? {
        var raw = stat()
        guard unsafe fstat(number, &raw) == 0 else { return nil }
        return FileStatus(raw)
    }

    /// Reads at an offset; with `cached` only what is in memory.
    func read(into room: inout MutableSpan<UInt8>, at offset: Int, cached: Bool) -> IOResult {
        let count = unsafe room.withUnsafeMutableBytes { bytes in
            unsafe edge_read_at(number, bytes.baseAddress, bytes.count, Int64(offset), cached ? 1 : 0)
        }
        if count > 0 { return .bytes(count) }
        if count == 0 { return .endOfStream }
        return -count == Int(EAGAIN) ? .wouldBlock : .failed(IOError(code: Int32(-count)))
    }
}

/// What is known of a file without reading it.
struct FileStatus: Sendable, Equatable {
    var isFolder: Bool
    var isFile: Bool
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    var permissions: Int
    /// Names that the file has: none once it has been replaced or removed.
    var links: Int
    private var changeSeconds: Int
    private var changeNanoseconds: Int

    init(_ raw: stat) {
        isFolder = raw.st_mode & S_IFMT == S_IFDIR
        isFile = raw.st_mode & S_IFMT == S_IFREG
        size = Int(raw.st_size)
        seconds = raw.st_mtim.tv_sec
        nanoseconds = raw.st_mtim.tv_nsec
        permissions = Int(raw.st_mode & 0o777)
        links = Int(raw.st_nlink)
        changeSeconds = raw.st_ctim.tv_sec
        changeNanoseconds = raw.st_ctim.tv_nsec
    }

    /// A strong validator (RFC 9110 §8.8.3): another one for each change that the file system can tell.
    var entityTag: [UInt8] {
        Array("\"\(String(seconds, radix: 36))\(String(nanoseconds, radix: 36))-\(String(size, radix: 36))\"".utf8)
    }
}
