/// Which of several paths is there, for `try_files` and for conditions about files.
struct FileProbe: FileQuestion {
    var root: [UInt8]
    /// Below the root, decoded; `nil` for one that cannot be a file's.
    var candidates: [FilePath?]

    /// The index of the first that is there; the count where none is.
    func answer(_ look: FileLook) -> Int? { find(look)?.index }

    /// The first that is there, with its index.
    func find(_ look: FileLook) -> (index: Int, file: OpenFile?)? {
        do throws(FileDescriptor.Refusal) {
            let folder = try look.folder(root)
            for (index, candidate) in candidates.enumerated() {
                guard let candidate, !candidate.isHidden(by: []) else { continue }
                if let file = try file(at: candidate, below: folder, look) { return (index, file) }
            }
        } catch {
            if case .wouldBlock = error { return nil }
        }
        return (candidates.count, nil)
    }

    /// A path without its query; a slash in front may be left away, as in Caddy.
    static func candidate(_ text: [UInt8]) -> FilePath? {
        let path = Array(text.prefix { $0 != UInt8(ascii: "?") })
        return FilePath(path.first == UInt8(ascii: "/") ? path : [UInt8(ascii: "/")] + path)
    }

    private func file(
        at path: FilePath, below folder: FileDescriptor, _ look: FileLook
    ) throws(FileDescriptor.Refusal) -> OpenFile? {
        do {
            let file = try look.open(path.relative, below: folder)
            // A final slash asks for a folder, as in Caddy.
            return (path.endsWithSlash ? file.status.isFolder : file.status.isFile) ? file : nil
        } catch {
            if case .wouldBlock = error { throw error }
            return nil
        }
    }
}
