/// How a listed folder is sorted: `?sort=name|namedirfirst|size|time&order=asc|desc`, as in Caddy.
struct FolderOrder: Sendable, Equatable {
    enum Key: String, Sendable {
        case name
        /// By name, folders before files.
        case foldersFirst = "namedirfirst"
        case size
        case time
    }

    var key = Key.foldersFirst
    var isDescending = false

    init(query: [UInt8]) {
        let word = { (key: String) in
            QueryString.value(of: Array(key.utf8), in: query).map { String(decoding: $0, as: UTF8.self) }
        }
        if let key = word("sort").flatMap(Key.init) { self.key = key }
        isDescending = word("order") == "desc"
    }

    func sort(_ entries: inout [FolderEntry]) {
        entries.sort { isDescending ? precedes($1, $0) : precedes($0, $1) }
    }

    private func precedes(_ left: FolderEntry, _ right: FolderEntry) -> Bool {
        switch key {
        case .foldersFirst where left.isFolder != right.isFolder: return left.isFolder
        case .size where left.status.size != right.status.size: return left.status.size < right.status.size
        case .time where left.status.seconds != right.status.seconds: return left.status.seconds < right.status.seconds
        default: break
        }
        let (first, second) = (left.name.lazy.map(ASCII.lowercased), right.name.lazy.map(ASCII.lowercased))
        if first.elementsEqual(second) { return left.name.lexicographicallyPrecedes(right.name) }
        return first.lexicographicallyPrecedes(second)
    }
}
