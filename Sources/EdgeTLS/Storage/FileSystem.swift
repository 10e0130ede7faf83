import Glibc

/// File calls that block, for the control plane. Every descriptor is closed on exec.
enum FileSystem {
    /// The whole file. Beyond `limit` bytes the error is EFBIG.
    static func read(_ path: String, limit: Int = 1 << 20) throws(StorageError) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY, "read")
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StorageError("read", path, code: errno) }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw StorageError("read", path, code: EFBIG) }
        }
    }

    /// Replaces the file as a whole: a temporary file beside it, synced, renamed, and the folder synced. A crash or a
    /// full disk at any point leaves the old file or the new one, never half of either.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(StorageError) {
        let temporary = temporaryPath(for: path)
        do throws(StorageError) {
            try create(temporary, bytes, mode: mode)
            guard unsafe Glibc.rename(temporary, path) == 0 else { throw StorageError("write", path, code: errno) }
        } catch {
            unsafe unlink(temporary)
            throw StorageError("write", path, code: error.code)
        }
        try synchronizeFolder(of: path)
    }

    private static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(StorageError) {
        let descriptor = try open(path, O_WRONLY | O_CREAT | O_EXCL, "write", mode: mode)
        defer { close(descriptor) }
        // The mode given to open is cut by the umask.
        guard fchmod(descriptor, mode) == 0 else { throw StorageError("write", path, code: errno) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw StorageError("write", path, code: errno) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw StorageError("write", path, code: errno) }
    }

    /// A rename is on the disk only when its folder is.
    private static func synchronizeFolder(of path: String) throws(StorageError) {
        let folder = folder(of: path)
        let descriptor = try open(folder, O_RDONLY | O_DIRECTORY, "open")
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw StorageError("sync", folder, code: errno) }
    }

    /// Makes the folder and those above it that are missing.
    static func makeFolder(_ path: String, mode: mode_t) throws(StorageError) {
        if unsafe mkdir(path, mode) == 0 { return }
        let code = errno
        if code == EEXIST {
            guard isFolder(path) else { throw StorageError("create the folder", path, code: ENOTDIR) }
            return
        }
        let parent = folder(of: path)
        guard code == ENOENT, parent != path, parent != "." else {
            throw StorageError("create the folder", path, code: code)
        }
        try makeFolder(parent, mode: mode)
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
            throw StorageError("create the folder", path, code: errno)
        }
    }

    static func remove(_ path: String) throws(StorageError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw StorageError("remove", path, code: errno) }
    }

    static func rename(_ path: String, to target: String) throws(StorageError) {
        guard unsafe Glibc.rename(path, target) == 0 else { throw StorageError("rename", path, code: errno) }
        try synchronizeFolder(of: target)
    }

    /// The lock that is a file, if nobody has it.
    static func tryLock(_ path: String) throws(StorageError) -> FileLock? {
        let descriptor = try open(path, O_RDWR | O_CREAT, "lock", mode: 0o600)
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return FileLock(descriptor: descriptor) }
        let code = errno
        close(descriptor)
        guard code == EWOULDBLOCK || code == EINTR else { throw StorageError("lock", path, code: code) }
        return nil
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted, without `.` and `..`; empty when there is no such folder.
    static func list(_ path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Takes the lock that is a file, waiting for whoever has it; between processes and between threads. The kernel
    /// gives it back when its holder dies.
    static func lock(_ path: String) throws(StorageError) -> FileLock {
        let descriptor = try open(path, O_RDWR | O_CREAT, "lock", mode: 0o600)
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                let code = errno
                close(descriptor)
                throw StorageError("lock", path, code: code)
            }
        }
        return FileLock(descriptor: descriptor)
    }

    private static func open(
        _ path: String, _ flags: Int32, _ action: String, mode: mode_t = 0
    ) throws(StorageError) -> Int32 {
        while true {
            let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw StorageError(action, path, code: errno) }
        }
    }

    /// The part before the last slash.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func temporaryPath(for path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? "file"
        return "\(folder(of: path))/.\(name).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
    }
}

/// Holds a lock until it is let go.
struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    fileprivate init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
