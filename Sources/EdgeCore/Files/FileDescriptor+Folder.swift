internal import CLinux
import Glibc

extension FileDescriptor {
    /// The names in this folder in the order of the file system, at most so many, without `.` and `..`; whether there are more.
    func names(limit: Int) throws(Refusal) -> (names: [[UInt8]], isCut: Bool) {
        // The stream closes its descriptor, so it gets one of its own.
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw Refusal(code: errno) }
        guard let stream = unsafe fdopendir(copy) else {
            let code = errno
            close(copy)
            throw Refusal(code: code)
        }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe Self.name(of: entry)
            if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
            guard names.count < limit else { return (names, true) }
            names.append(name)
        }
        return (names, false)
    }

    /// The record ends behind the name: it must not be copied as a whole.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = unsafe UnsafeRawPointer(entry) + offset
        let count = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// What a name in this folder is; of a link, that it is one.
    func status(of name: [UInt8]) -> (status: FileStatus, isLink: Bool)? {
        var raw = stat()
        let text = name.map { CChar(bitPattern: $0) } + [0]
        guard unsafe fstatat(number, text, &raw, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        return (FileStatus(raw), raw.st_mode & S_IFMT == S_IFLNK)
    }

    /// What a link below this folder leads to, as long as that is below it too.
    func statusBeyondLink(_ path: [UInt8]) -> FileStatus? {
        (try? Self.place(path, below: self))?.status
    }
}
