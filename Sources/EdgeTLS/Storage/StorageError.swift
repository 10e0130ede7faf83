import Glibc

/// A file or folder that could not be read or written: which, what was tried, the system's reason, what to do.
public struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, as a verb: "read", "write", "lock", "create".
    public let action: String
    /// The file or folder.
    public let path: String
    /// The errno value.
    public let code: Int32

    /// An error in doing this to that, with an errno value.
    public init(_ action: String, _ path: String, code: Int32) {
        self.action = action
        self.path = path
        self.code = code
    }

    public var description: String { "cannot \(action) \(path): \(words)" }

    /// Whether there is no such file.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    private var words: String {
        switch code {
        case ENOSPC, EDQUOT: "the disk is full"
        case EROFS: "the file system is read-only"
        case EACCES, EPERM: "this user may not (permission denied)"
        case EFBIG: "it is too large to be what it should be"
        default: unsafe String(cString: strerror(code))
        }
    }

    /// The same, as what is wrong with a certificate's file.
    var certificateReason: CertificateError.Reason {
        switch code {
        case ENOENT, ENOTDIR: .missingFile
        case EACCES, EPERM: .permissionDenied
        default: .unreadable(words)
        }
    }
}
