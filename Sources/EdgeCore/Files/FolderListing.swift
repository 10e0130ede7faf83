/// What is asked of a folder that is listed: which names, in which order, and in which form. Answered where waiting for a disk
/// is allowed, for there is no way to ask for names in memory alone.
struct FolderListing: Sendable {
    var hidden: [[UInt8]]
    var order: FolderOrder
    var isJSON: Bool
    /// The path of the folder as the client knows it, decoded.
    var title: [UInt8]
    /// Whether a folder above may be asked for.
    var hasParent: Bool

    /// Names read of a folder; beyond, the listing says that there are more.
    static let limit = 4000

    var contentType: String { isJSON ? "application/json" : "text/html; charset=utf-8" }

    /// The listing of a folder that lies at a path below the root.
    func body(of folder: FileDescriptor, at path: [UInt8], below root: FileDescriptor) throws(FileDescriptor.Refusal) -> [UInt8] {
        let (names, isCut) = try folder.names(limit: Self.limit)
        var entries = names.compactMap { entry($0, in: folder, at: path, below: root) }
        order.sort(&entries)
        return Array((isJSON ? FolderJSON.text(entries) : FolderPage(listing: self, entries: entries, isCut: isCut).text).utf8)
    }

    /// Only what would be served: no hidden name, no link that leads out, no device.
    private func entry(
        _ name: [UInt8], in folder: FileDescriptor, at path: [UInt8], below root: FileDescriptor
    ) -> FolderEntry? {
        let asked = [UInt8(ascii: "/")] + FolderEntry.encoded(name)
        guard let asPath = FilePath(asked), !asPath.isHidden(by: hidden), let (status, isLink) = folder.status(of: name)
        else { return nil }
        guard isLink else { return Self.entry(name, status, isLink: false) }
        let place = path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
        return root.statusBeyondLink(place).flatMap { Self.entry(name, $0, isLink: true) }
    }

    private static func entry(_ name: [UInt8], _ status: FileStatus, isLink: Bool) -> FolderEntry? {
        status.isFile || status.isFolder ? FolderEntry(name: name, status: status, isLink: isLink) : nil
    }
}
