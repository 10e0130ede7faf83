/// The data folder: certificates, ACME accounts, the local authority, locks. Safe for several processes: every file is
/// replaced as a whole, and what takes more than one file is done under a lock of `locks/`.
///
/// Folders have mode 0700, files 0600. All calls block: for the control plane's blocking threads.
public struct CertificateStorage: Sendable {
    /// The folder's path.
    public let root: String

    /// - Throws: `StorageError` when the folder is not there and cannot be made.
    public init(root: String) throws(StorageError) {
        self.root = root.count > 1 && root.hasSuffix("/") ? String(root.dropLast()) : root
        try FileSystem.makeFolder(self.root, mode: 0o700)
    }

    // MARK: Where things are

    /// The path, below the root, of one file of a certificate: `certificates/<issuer>/<name>/<file>`.
    public static func certificatePath(issuer: String, name: String, file: String) -> String {
        "certificates/\(component(issuer))/\(component(name))/\(file)"
    }

    /// The path, below the root, of a file of an ACME account: `acme/<ca>/<file>`.
    public static func accountPath(authority: String, file: String) -> String { "acme/\(component(authority))/\(file)" }

    /// The path, below the root, of a file of the local authority: `pki/local/<file>`.
    public static func localAuthorityPath(_ file: String) -> String { "pki/local/\(file)" }

    /// A name as one part of a path: lower case; `*` spelled out, as shells and other tools would take it for more; and
    /// nothing that leads elsewhere.
    static func component(_ name: String) -> String {
        var text = ""
        for character in name.lowercased() {
            switch character {
            case "*": text += "wildcard_"
            case "a"..."z", "0"..."9", "-", "_", ".", ":", "@", "+": text.append(character)
            default: text.append("_")
            }
        }
        return text.isEmpty || text.allSatisfy({ $0 == "." }) ? "_" + text : text
    }

    /// The path of a file, from the root of the file system or from where the root was given.
    public func path(_ relative: String) -> String { "\(root)/\(relative)" }

    // MARK: Files

    /// The bytes of a file; `nil` when there is none.
    ///
    /// - Throws: `StorageError`.
    public func read(_ relative: String) throws(StorageError) -> [UInt8]? {
        do { return try FileSystem.read(path(relative)) } catch {
            if error.isMissing { return nil }
            throw error
        }
    }

    /// Replaces a file as a whole, mode 0600; folders that are missing are made with mode 0700.
    ///
    /// - Throws: `StorageError`; the old file is then still there, whole.
    public func write(_ bytes: [UInt8], to relative: String) throws(StorageError) {
        let path = path(relative)
        try FileSystem.makeFolder(FileSystem.folder(of: path), mode: 0o700)
        try FileSystem.replace(path, with: bytes, mode: 0o600)
    }

    /// Puts a file in the place of another.
    ///
    /// - Throws: `StorageError`.
    func rename(_ relative: String, _ target: String) throws(StorageError) {
        try FileSystem.rename(path(relative), to: path(target))
    }

    /// Removes a file; does nothing when there is none.
    ///
    /// - Throws: `StorageError`.
    public func remove(_ relative: String) throws(StorageError) { try FileSystem.remove(path(relative)) }

    /// The names in a folder, sorted; without the temporary files of writers at work.
    public func list(_ relative: String) -> [String] {
        FileSystem.list(path(relative)).filter { !$0.hasPrefix(".") }
    }

    // MARK: Locks

    /// Does something that no other process or thread does at the same time under this name. Waits for the lock; the
    /// kernel frees it if its holder dies.
    ///
    /// - Throws: `StorageError` when the lock cannot be taken; what `body` throws.
    public func withLock<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        let path = path("locks/\(Self.component(name)).lock")
        try FileSystem.makeFolder(FileSystem.folder(of: path), mode: 0o700)
        let lock = try FileSystem.lock(path)
        return try withExtendedLifetime(lock) { try body() }
    }

    /// The same lock for work that takes long: `nil` when somebody else has it now. Held as long as what is returned lives.
    ///
    /// - Throws: `StorageError`.
    func tryLock(_ name: String) throws(StorageError) -> HeldLock? {
        let path = path("locks/\(Self.component(name)).lock")
        try FileSystem.makeFolder(FileSystem.folder(of: path), mode: 0o700)
        guard let lock = try FileSystem.tryLock(path) else { return nil }
        return HeldLock(lock)
    }
}

/// A lock that may be held across suspensions.
final class HeldLock: Sendable {
    private let lock: FileLock

    init(_ lock: consuming FileLock) { self.lock = lock }
}
