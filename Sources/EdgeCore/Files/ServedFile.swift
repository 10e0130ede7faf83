/// A file that was found, with what a head says of it. Immutable: all answers of a moment share it.
final class ServedFile: Sendable {
    let descriptor: FileDescriptor
    let status: FileStatus
    /// Of a precompressed sibling.
    let coding: FileServer.Coding?
    let type: String
    let entityTag: [UInt8]
    /// In Last-Modified.
    let modified: [UInt8]

    /// - Parameter name: what was asked for; a sibling has its type from that.
    init(_ descriptor: FileDescriptor, _ status: FileStatus, name: [UInt8], coding: FileServer.Coding?) {
        self.descriptor = descriptor
        self.status = status
        self.coding = coding
        type = MediaTypes.type(of: name)
        entityTag = status.entityTag
        modified = HTTPDate.format(status.seconds)
    }

    /// Whether it is still what was found: not written to, replaced or removed, and nobody's rights to it changed.
    var isUnchanged: Bool { descriptor.status == status }
}
