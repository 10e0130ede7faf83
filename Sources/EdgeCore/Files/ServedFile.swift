/// A file that was found, with what a head says of it. Immutable: all answers of a moment share it.
final class ServedFile: Sendable {
    private let file: OpenFile
    /// Of a precompressed sibling.
    let coding: FileServer.Coding?
    let type: String
    let entityTag: [UInt8]
    /// In Last-Modified.
    let modified: [UInt8]

    /// - Parameter name: what was asked for; a sibling has its type from that.
    init(_ file: OpenFile, name: [UInt8], coding: FileServer.Coding?) {
        self.file = file
        self.coding = coding
        type = MediaTypes.type(of: name)
        entityTag = file.status.entityTag
        modified = HTTPDate.format(file.status.seconds)
    }

    var descriptor: FileDescriptor { file.descriptor }
    var status: FileStatus { file.status }
    var isUnchanged: Bool { file.isUnchanged }
}
