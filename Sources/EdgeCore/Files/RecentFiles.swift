/// A worker's files that were asked for a moment ago, still open: the parts of a page are asked for by each of its readers.
///
/// What is found here was looked up a second ago at most. In that time only a folder or a link that now leads elsewhere, and a
/// new precompressed sibling, are not noticed. A file that has been written to, replaced or removed is noticed at once, for its
/// inode is asked each time. That a file is not there has no inode that could be asked: it is looked up for each request, so that
/// a file that is put there is found at once.
final class RecentFiles: AlarmOwner {
    /// What a file server made of a request.
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

        func hash(into hasher: inout Hasher) { PathHash.combine(path, into: &hasher) }
    }

    /// What is below a folder.
    private struct Place: Hashable {
        /// A root that is kept, by its identity.
        let folder: ObjectIdentifier
        let path: [UInt8]

        func hash(into hasher: inout Hasher) { PathHash.combine(path, into: &hasher) }
    }

    /// Few are kept, and most differ in their last bytes.
    private enum PathHash {
        static func combine(_ path: [UInt8], into hasher: inout Hasher) {
            hasher.combine(path.count)
            for byte in path.suffix(12) { hasher.combine(byte) }
        }
    }

    private struct Entry<Value> {
        let value: Value
        let expiry: Instant
        /// Held, so that no other has its identity: the server that found it, or the root.
        let owner: AnyObject
    }

    private var served: [Key: Entry<ServedFile>] = [:]
    private var places: [Place: Entry<OpenFile>] = [:]
    private var roots: [[UInt8]: Entry<FileDescriptor>] = [:]
    private let alarm = Alarm()
    private unowned let loop: EventLoop

    /// Answers that are kept, and as many places. Most are of the same files, and share their descriptors.
    private static let limit = 128
    private static let lifetime = Interval.seconds(1)

    init(loop: EventLoop) { self.loop = loop }

    // MARK: Answers

    /// - Parameter known: what this request has just been told of a file, which is not asked again.
    func file(_ key: Key, known: OpenFile?) -> ServedFile? {
        guard let entry = served[key] else { return nil }
        if loop.now < entry.expiry {
            let file = entry.value
            if let known, known.descriptor === file.descriptor, known.status == file.status { return file }
            if file.isUnchanged { return file }
        }
        served[key] = nil
        return nil
    }

    func keep(_ file: ServedFile, of server: CompiledFileServer, as key: Key) {
        if served.count < Self.limit, file.descriptor.mayBeKept { served[key] = entry(file, owner: server) }
    }

    // MARK: Places

    /// The folder at a path, open as a place.
    func folder(_ root: [UInt8]) throws(FileDescriptor.Refusal) -> FileDescriptor {
        if let entry = roots[root], loop.now < entry.expiry { return entry.value }
        let folder = try FileDescriptor.folder(root, cached: true)
        if hasPlace(for: folder) { roots[root] = entry(folder, owner: folder) }
        return folder
    }

    func open(_ path: [UInt8], below folder: FileDescriptor) throws(FileDescriptor.Refusal) -> OpenFile {
        let place = Place(folder: ObjectIdentifier(folder), path: path)
        if let entry = places[place], loop.now < entry.expiry, entry.value.isUnchanged { return entry.value }
        places[place] = nil
        let file = try OpenFile(path, below: folder, cached: true)
        if hasPlace(for: file.descriptor) { places[place] = entry(file, owner: folder) }
        return file
    }

    // MARK: Bounds

    private func hasPlace(for descriptor: FileDescriptor) -> Bool {
        places.count + roots.count < Self.limit && descriptor.mayBeKept
    }

    private func entry<Value>(_ value: Value, owner: AnyObject) -> Entry<Value> {
        if !alarm.isSet { loop.set(alarm, for: self, at: loop.now + Self.lifetime) }
        return Entry(value: value, expiry: loop.now + Self.lifetime, owner: owner)
    }

    func deadlineReached(_ alarm: Alarm, at now: Instant) {
        served = served.filter { now < $0.value.expiry }
        places = places.filter { now < $0.value.expiry }
        roots = roots.filter { now < $0.value.expiry }
        if !(served.isEmpty && places.isEmpty && roots.isEmpty) { loop.set(alarm, for: self, at: now + Self.lifetime) }
    }
}
