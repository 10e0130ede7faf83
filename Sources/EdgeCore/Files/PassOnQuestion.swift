/// Whether a file server that passes on what it does not have would answer: 1, or 0.
struct PassOnQuestion: FileQuestion {
    let query: FileQuery
    /// Whether a folder without an index would be listed.
    let listsFolders: Bool

    func answer(_ look: FileLook) -> Int? {
        switch query.answer(look) {
        case .missing: 0
        case .folderWithoutIndex: listsFolders ? 1 : 0
        case .wouldBlock: nil
        case .file, .listing, .folder, .fileWithSlash, .forbidden, .failed: 1
        }
    }
}
