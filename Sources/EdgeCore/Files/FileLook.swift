/// How files are looked up.
enum FileLook {
    /// On a worker: with what it keeps open, and with what the kernel has in memory; never with a disk.
    case kept(RecentFiles)
    /// On a thread that may wait.
    case waiting

    /// Whether a disk is not to be waited for.
    var isCached: Bool {
        switch self {
        case .kept: true
        case .waiting: false
        }
    }

    func folder(_ root: [UInt8]) throws(FileDescriptor.Refusal) -> FileDescriptor {
        switch self {
        case .kept(let recent): try recent.folder(root)
        case .waiting: try FileDescriptor.folder(root, cached: false)
        }
    }

    /// A file or folder below one of these.
    func open(_ path: [UInt8], below folder: FileDescriptor) throws(FileDescriptor.Refusal) -> OpenFile {
        switch self {
        case .kept(let recent): try recent.open(path, below: folder)
        case .waiting: try OpenFile(path, below: folder, cached: false)
        }
    }
}

/// A file or folder that was opened, with what its inode said then.
struct OpenFile: Sendable {
    let descriptor: FileDescriptor
    let status: FileStatus

    init(_ path: [UInt8], below folder: FileDescriptor, cached: Bool) throws(FileDescriptor.Refusal) {
        descriptor = try FileDescriptor.open(path, below: folder, cached: cached)
        guard let status = descriptor.status else { throw .missing }
        self.status = status
    }

    /// Whether it is still what was found: not written to, replaced or removed, and nobody's rights to it changed.
    var isUnchanged: Bool { descriptor.status == status }
}
