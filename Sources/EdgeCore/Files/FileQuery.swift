/// What is looked for in the file system. A value, so that it can be asked on a worker first, and where a disk would be waited
/// for, on a thread that may.
struct FileQuery: Sendable {
    let root: [UInt8]
    /// Below the root, decoded.
    private let path: [UInt8]
    private let endsWithSlash: Bool
    let index: [[UInt8]]
    /// Codings that the client takes and that may lie beside the file, the preferred first.
    let codings: [FileServer.Coding]
    /// How a folder without an index is listed, if it is.
    let listing: FolderListing?

    init(root: [UInt8], path: FilePath, index: [[UInt8]], codings: [FileServer.Coding], listing: FolderListing?) {
        self.root = root
        self.path = path.relative
        endsWithSlash = path.endsWithSlash
        self.index = index
        self.codings = codings
        self.listing = listing
    }

    /// What was found.
    enum Answer: Sendable {
        case file(ServedFile)
        /// The listing of a folder.
        case listing([UInt8], type: String)
        /// A folder that is not listed either.
        case folderWithoutIndex
        /// A folder that was asked for without its slash.
        case folder
        /// A file that was asked for with a slash behind it.
        case fileWithSlash
        case missing
        case forbidden
        case failed(IOError)
        /// Ask again where waiting is allowed.
        case wouldBlock
    }

    func answer(_ look: FileLook) -> Answer {
        do {
            return try find(below: look.folder(root), look)
        } catch {
            return switch error {
            case .missing: .missing
            case .forbidden: .forbidden
            case .wouldBlock: .wouldBlock
            case .failed(let error): .failed(error)
            }
        }
    }

    private func find(below folder: FileDescriptor, _ look: FileLook) throws(FileDescriptor.Refusal) -> Answer {
        let found = try look.open(path, below: folder)
        if found.status.isFolder {
            guard endsWithSlash || path.isEmpty else { return .folder }
            for name in index {
                let file = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
                guard let opened = try openIfThere(file, below: folder, look), opened.status.isFile else { continue }
                return try sibling(of: file, opened, below: folder, look)
            }
            guard let listing else { return .folderWithoutIndex }
            if look.isCached { return .wouldBlock }
            return .listing(try listing.body(of: found.descriptor, at: path, below: folder), type: listing.contentType)
        }
        guard found.status.isFile else { return .forbidden }
        if endsWithSlash { return .fileWithSlash }
        return try sibling(of: path, found, below: folder, look)
    }

    private func openIfThere(
        _ path: [UInt8], below folder: FileDescriptor, _ look: FileLook
    ) throws(FileDescriptor.Refusal) -> OpenFile? {
        do { return try look.open(path, below: folder) } catch {
            guard case .missing = error else { throw error }
            return nil
        }
    }

    /// The file, or what lies beside it in a coding that the client takes.
    private func sibling(
        of path: [UInt8], _ file: OpenFile, below folder: FileDescriptor, _ look: FileLook
    ) throws(FileDescriptor.Refusal) -> Answer {
        for coding in codings {
            let name = path + Array(coding.suffix.utf8)
            if let opened = try openIfThere(name, below: folder, look), opened.status.isFile {
                return .file(ServedFile(opened, name: path, coding: coding))
            }
        }
        return .file(ServedFile(file, name: path, coding: nil))
    }
}
