/// What is looked for in the file system. A value, so that it can be asked on a worker first, and where a disk would be waited
/// for, on a thread that may.
struct FileQuery: Sendable {
    var root: [UInt8]
    /// Below the root, decoded.
    var path: [UInt8]
    var endsWithSlash: Bool
    var index: [[UInt8]]
    /// Codings that the client takes and that may lie beside the file, the preferred first.
    var codings: [FileServer.Coding]
    /// How a folder without an index is listed, if it is.
    var listing: FolderListing?

    /// What was found.
    enum Answer: Sendable {
        case file(FileDescriptor, FileStatus, name: [UInt8], coding: FileServer.Coding?)
        /// The listing of a folder.
        case listing([UInt8], type: String)
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

    func answer(cached: Bool) -> Answer {
        do {
            let folder = try FileDescriptor.folder(root, cached: cached)
            return try look(below: folder, cached: cached)
        } catch {
            return switch error {
            case .missing: .missing
            case .forbidden: .forbidden
            case .wouldBlock: .wouldBlock
            case .failed(let error): .failed(error)
            }
        }
    }

    private func look(below folder: FileDescriptor, cached: Bool) throws(FileDescriptor.Refusal) -> Answer {
        let found = try FileDescriptor.open(path, below: folder, cached: cached)
        guard let status = found.status else { return .missing }
        if status.isFolder {
            guard endsWithSlash || path.isEmpty else { return .folder }
            for name in index {
                let file = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
                guard let opened = try openIfThere(file, below: folder, cached: cached), let status = opened.status, status.isFile
                else { continue }
                return try sibling(of: file, opened, status, below: folder, cached: cached)
            }
            guard let listing else { return .missing }
            if cached { return .wouldBlock }
            return .listing(try listing.body(of: found, at: path, below: folder), type: listing.contentType)
        }
        guard status.isFile else { return .forbidden }
        if endsWithSlash { return .fileWithSlash }
        return try sibling(of: path, found, status, below: folder, cached: cached)
    }

    private func openIfThere(
        _ path: [UInt8], below folder: FileDescriptor, cached: Bool
    ) throws(FileDescriptor.Refusal) -> FileDescriptor? {
        do { return try FileDescriptor.open(path, below: folder, cached: cached) } catch {
            guard case .missing = error else { throw error }
            return nil
        }
    }

    /// The file, or what lies beside it in a coding that the client takes.
    private func sibling(
        of path: [UInt8], _ file: FileDescriptor, _ status: FileStatus, below folder: FileDescriptor, cached: Bool
    ) throws(FileDescriptor.Refusal) -> Answer {
        for coding in codings {
            let name = path + Array(coding.suffix.utf8)
            if let opened = try openIfThere(name, below: folder, cached: cached), let status = opened.status, status.isFile {
                return .file(opened, status, name: path, coding: coding)
            }
        }
        return .file(file, status, name: path, coding: nil)
    }
}

/// Which of several paths is there, for `try_files`.
struct FileProbe: Sendable {
    var root: [UInt8]
    /// Below the root, decoded; `nil` for one that cannot be a file's.
    var candidates: [FilePath?]

    /// The index of the first that is there; the count where none is; `nil` where a disk would be waited for.
    func first(cached: Bool) -> Int? {
        do throws(FileDescriptor.Refusal) {
            let folder = try FileDescriptor.folder(root, cached: cached)
            for (index, candidate) in candidates.enumerated() {
                guard let candidate, !candidate.isHidden(by: []) else { continue }
                if try isThere(candidate, below: folder, cached: cached) { return index }
            }
        } catch {
            if case .wouldBlock = error { return nil }
        }
        return candidates.count
    }

    private func isThere(
        _ path: FilePath, below folder: FileDescriptor, cached: Bool
    ) throws(FileDescriptor.Refusal) -> Bool {
        do {
            let status = try FileDescriptor.open(path.relative, below: folder, cached: cached).status
            // A final slash asks for a folder, as in Caddy.
            return path.endsWithSlash ? status?.isFolder == true : status?.isFile == true
        } catch {
            if case .wouldBlock = error { throw error }
            return false
        }
    }
}
