/// Which of several paths is there, for `try_files` and for conditions about files.
struct FileProbe: FileQuestion {
    var root: [UInt8]
    /// Below the root, decoded; `nil` for one that cannot be a file's.
    var candidates: [FilePath?]

    /// The index of the first that is there; the count where none is.
    func answer(cached: Bool) -> Int? {
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

    /// A path without its query; a slash in front may be left away, as in Caddy.
    static func candidate(_ text: [UInt8]) -> FilePath? {
        let path = Array(text.prefix { $0 != UInt8(ascii: "?") })
        return FilePath(path.first == UInt8(ascii: "/") ? path : [UInt8(ascii: "/")] + path)
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
