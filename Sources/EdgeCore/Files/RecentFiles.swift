/// A worker's files that were asked for a moment ago, still open: the parts of a page are asked for by each of its readers.
///
/// What is found here was looked up a second ago at most. In that time only a folder or a link that now leads elsewhere, and a
/// new precompressed sibling, are not noticed. A file that has been written to, replaced or removed is noticed at once, for its
/// inode is asked each time.
final class RecentFiles: AlarmOwner {
    struct Key: Hashable {
        let server: ObjectIdentifier
        let root: [UInt8]
        /// As the request has it.
        let path: [UInt8]
        let codings: [FileServer.Coding]

        init(_ server: CompiledFileServer, root: [UInt8], path: [UInt8], codings: [FileServer.Coding]) {
            self.server = ObjectIdentifier(server)
            self.root = root
            self.path = path
            self.codings = codings
        }

        /// Few are kept, and most differ in their last bytes.
        func hash(into hasher: inout Hasher) {
            hasher.combine(path.count)
            for byte in path.suffix(12) { hasher.combine(byte) }
        }
    }

    private struct Entry {
        let file: ServedFile
        let expiry: Instant
        /// Held, so that no other has its identity.
        let server: CompiledFileServer
    }

    private var entries: [Key: Entry] = [:]
    private let alarm = Alarm()
    private unowned let loop: EventLoop

    /// Descriptors that are kept open.
    private static let limit = 128
    private static let lifetime = Interval.seconds(1)

    init(loop: EventLoop) { self.loop = loop }

    func file(_ key: Key) -> ServedFile? {
        guard let entry = entries[key] else { return nil }
        if loop.now < entry.expiry, entry.file.isUnchanged { return entry.file }
        entries[key] = nil
        return nil
    }

    func keep(_ file: ServedFile, of server: CompiledFileServer, as key: Key) {
        guard entries.count < Self.limit else { return }
        entries[key] = Entry(file: file, expiry: loop.now + Self.lifetime, server: server)
        if !alarm.isSet { loop.set(alarm, for: self, at: loop.now + Self.lifetime) }
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        entries = entries.filter { now < $0.value.expiry }
        if !entries.isEmpty { loop.set(alarm, for: self, at: now + Self.lifetime) }
    }
}
