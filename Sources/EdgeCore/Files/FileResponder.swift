/// Answers an exchange with a file: looks it up, judges conditions and ranges, and sends it in pieces.
///
/// The worker never waits for a disk. It asks the kernel for what is in memory (RESOLVE_CACHED, RWF_NOWAIT), which is nearly
/// always all of it; where the kernel says that it would have to wait, a thread that may wait does the same call, and the
/// worker goes on when that is done. Nothing is read ahead of a client: while its connection is full, the file rests. Where the
/// bytes go out as they are, the kernel sends what is in its memory (`FileStream`), and only that: sendfile has no RWF_NOWAIT.
final class FileResponder: Responder {
    private let exchange: Exchange
    private let worker: Worker
    private let server: CompiledFileServer
    private var file: FileDescriptor?
    /// What is still to be sent.
    private var pieces: [FilePiece] = []
    private var next = 0
    /// Present where the kernel may send the file by itself.
    private var direct: (stream: any FileStream, map: FileMap)?
    private var isPaused = false
    private var isWaiting = false
    private var isOver = false

    /// Bytes sent in one turn before others have theirs.
    private static let bytesPerTurn = 1024 * 1024
    /// Bytes from which on it pays to ask what is in memory and to have the kernel send it.
    private static let directBytes = 64 * 1024
    /// Bytes of a listing that are sent at once.
    private static let textBytes = 64 * 1024
    /// Bytes that a thread reads at once.
    static let offloadedBytes = 256 * 1024

    let name = "files"

    init(_ server: CompiledFileServer, exchange: Exchange) {
        self.server = server
        self.exchange = exchange
        worker = exchange.worker
    }

    func start() {
        let request = exchange.request
        guard request.method == .get || request.method == .head else { return refuse(.methodNotAllowed) }
        let path = request.fields.array(in: RequestPath.range(request.targetRange, request.fields))
        let root = exchange.filesRoot(server.root)
        let codings = server.precompressed.filter { AcceptedCodings.accepts($0.token, request.fields) }
        let key = RecentFiles.Key(server, root: root, path: path, codings: codings)
        if let file = worker.recentFiles.file(key, known: exchange.way?.foundFile) { return respond(with: file) }
        look(for: path, below: root, codings, as: key)
    }

    /// Whether this request would be answered; `nil` where it would not in any case.
    static func question(_ server: CompiledFileServer, _ exchange: Exchange) -> PassOnQuestion? {
        let request = exchange.request
        guard let path = FilePath(request.fields.array(in: RequestPath.range(request.targetRange, request.fields))),
            !path.isHidden(by: server.hidden)
        else { return nil }
        // Whether there is a folder is enough to know; to list it costs a look at each of its names.
        let query = FileQuery(
            root: exchange.filesRoot(server.root), path: path, index: server.index, codings: [], listing: nil)
        return PassOnQuestion(query: query, listsFolders: server.listsFolders)
    }

    private func look(for path: [UInt8], below root: [UInt8], _ codings: [FileServer.Coding], as key: RecentFiles.Key) {
        guard let path = FilePath(path) else { return refuse(.badFilePath) }
        guard !path.isHidden(by: server.hidden) else { return refuse(.noFile) }
        let listing = server.listsFolders && path.endsWithSlash ? listing(isRoot: path.relative.isEmpty) : nil
        let query = FileQuery(root: root, path: path, index: server.index, codings: codings, listing: listing)
        let answer = query.answer(.kept(worker.recentFiles))
        guard case .wouldBlock = answer else { return found(answer, as: key) }
        worker.offload({ query.answer(.waiting) }, then: { [self] in if !isOver { found($0, as: key) } })
    }

    private func refuse(_ failure: Failure) {
        isOver = true
        exchange.responderFailed(failure)
    }

    private func found(_ answer: FileQuery.Answer, as key: RecentFiles.Key) {
        switch answer {
        case .file(let file):
            worker.recentFiles.keep(file, of: server, as: key)
            respond(with: file)
        case .listing(let body, let type): respond(with: body, type)
        case .folder: server.redirectsFolders ? redirect(addingSlash: true) : refuse(.noFile)
        case .fileWithSlash: server.redirectsFolders ? redirect(addingSlash: false) : refuse(.noFile)
        case .missing, .folderWithoutIndex: refuse(.noFile)
        case .forbidden: refuse(.fileForbidden)
        case .failed(let error):
            worker.note(.error, "a file could not be opened", detail: error.text)
            refuse(.fileFailed)
        case .wouldBlock: refuse(.fileFailed)
        }
    }

    /// To the address under which the file or folder should be asked for, so that relative links in it lead where they should.
    private func redirect(addingSlash: Bool) {
        isOver = true
        let target = exchange.originalTarget
        var path = Array(target.prefix { $0 != UInt8(ascii: "?") })
        let query = target[path.count...]
        // Behind a double slash a browser would read a host.
        guard !path.starts(with: Array("//".utf8)) else { return exchange.responderFailed(.noFile) }
        if addingSlash { path.append(UInt8(ascii: "/")) } else { path.removeLast() }
        exchange.answerLocally(.redirect(status: 308, location: path + query))
    }

    // MARK: The head

    private func respond(with file: ServedFile) {
        let (request, response) = (exchange.request, exchange.response)
        response.reset()
        let fixed = server.status ?? exchange.way?.failure?.status
        response.status = fixed ?? 200
        // Conditions and ranges are about a 200 (RFC 9110 §13.2.1).
        let isPlain = response.status == 200
        let (tag, date, modified) = (file.entityTag, file.modified, file.status.seconds)
        let outcome = isPlain ? FilePreconditions.judge(request.fields, entityTag: tag, modified: modified) : .proceed
        if outcome == .failed { return refuse(.preconditionFailed) }
        response.fields.append(name: Self.entityTagName.span, value: tag.span)
        response.fields.append(name: Self.modifiedName.span, value: date.span)
        if !server.precompressed.isEmpty { response.fields.append("Vary", "Accept-Encoding") }
        if outcome == .notModified {
            response.status = 304
            return end()
        }
        var ranges = ByteRanges.whole
        if isPlain, request.method == .get, FilePreconditions.allowsRange(request.fields, entityTag: tag, modified: modified) {
            ranges = ByteRanges(request.fields.firstValue(named: Self.rangeName), size: file.status.size)
        }
        if let coding = file.coding { response.fields.append("Content-Encoding", "\(coding.token)") }
        if isPlain { response.fields.append("Accept-Ranges", "bytes") }
        let plan = FilePlan(ranges, size: file.status.size, type: file.type)
        plan.describe(in: response)
        if request.method == .head || plan.length == 0 { return end() }
        response.bodyLength = .known(plan.length)
        self.file = file.descriptor
        pieces = plan.pieces
        exchange.respondedHead()
        if plan.length >= Self.directBytes, let stream = exchange.fileStream,
            let map = FileMap(file.descriptor, size: file.status.size)
        {
            direct = (stream, map)
        }
        send()
    }

    // MARK: Folders

    private func listing(isRoot: Bool) -> FolderListing {
        let target = exchange.originalTarget
        let path = Array(target.prefix { $0 != UInt8(ascii: "?") })
        return FolderListing(
            hidden: server.hidden, order: FolderOrder(query: Array(target.dropFirst(path.count + 1))),
            isJSON: exchange.request.fields.list(.accept, hasElementBeginningWith: "application/json"),
            title: RequestPath.decode(path.span), hasParent: !isRoot && path.count > 1)
    }

    private func respond(with listing: [UInt8], _ type: String) {
        let response = exchange.response
        response.reset()
        response.status = server.status ?? exchange.way?.failure?.status ?? 200
        response.fields.append("Content-Type", type)
        response.fields.append("Vary", "Accept")
        response.fields.append("Content-Length", String(listing.count))
        if exchange.request.method == .head { return end() }
        response.bodyLength = .known(listing.count)
        pieces = stride(from: 0, to: listing.count, by: Self.textBytes).map {
            .text(Array(listing[$0..<min($0 + Self.textBytes, listing.count)]))
        }
        exchange.respondedHead()
        send()
    }

    private func end() {
        exchange.response.bodyLength = .none
        isOver = true
        exchange.respondedHead()
        exchange.respondedEnd(trailers: FieldSection())
    }

    // MARK: The body

    /// Sends what the client takes and the kernel has at hand.
    private func send() {
        var budget = Self.bytesPerTurn
        while !isPaused, !isWaiting, !isOver {
            guard next < pieces.count else { return finish() }
            guard budget > 0 else { return worker.loop.schedule(LaterCall { [self] in send() }) }
            switch pieces[next] {
            case .text(let bytes):
                next += 1
                budget -= bytes.count
                exchange.respondedBody(bytes.span)
            case .file(let range):
                let sent = sendDirectly(range) ?? sendCached(range)
                guard sent > 0 else { return }
                budget -= sent
                advance(by: sent, in: range)
            }
        }
    }

    private func advance(by count: Int, in range: Range<Int>) {
        guard !isOver else { return }
        if count == range.count { next += 1 } else { pieces[next] = .file(range.lowerBound + count..<range.upperBound) }
    }

    /// Has the kernel send of a piece what is in its memory; 0 where the client takes nothing now, `nil` where the bytes have to
    /// pass through here.
    private func sendDirectly(_ range: Range<Int>) -> Int? {
        guard let file, let (stream, map) = direct else { return nil }
        guard let part = map.prefixInMemory(of: range, at: worker.loop.now) else { return nil }
        switch exchange.respondedFile(file, part, on: stream) {
        case .bytes(let count): return count
        case .wouldBlock: return 0
        case .endOfStream, .failed:
            direct = nil
            return nil
        }
    }

    /// Sends a piece that is in memory; 0 where there was none, and a thread has been asked for it or the file has ended.
    private func sendCached(_ range: Range<Int>) -> Int {
        guard let file else { return 0 }
        let scratch = worker.fileScratch
        var room = scratch.room(first: worker.pieceBytes)
        switch file.read(into: &room, at: range.lowerBound, cached: true) {
        case .bytes(let read):
            let count = min(read, range.count)
            exchange.respondedBody(scratch.bytes(count))
            return count
        case .wouldBlock:
            fetch(file, range)
            return 0
        case .endOfStream, .failed:
            // Shorter than it was: what was announced cannot be kept.
            isOver = true
            exchange.responderFailed(.fileFailed)
            return 0
        }
    }

    private func fetch(_ file: FileDescriptor, _ range: Range<Int>) {
        isWaiting = true
        let part = range.prefix(min(Self.offloadedBytes, worker.pieceBytes))
        worker.offload({ FilePiece.read(file, part) }, then: { [self] bytes in
            isWaiting = false
            guard !isOver else { return }
            guard !bytes.isEmpty else {
                isOver = true
                return exchange.responderFailed(.fileFailed)
            }
            exchange.respondedBody(bytes.span)
            advance(by: bytes.count, in: range)
            send()
        })
    }

    private func finish() {
        isOver = true
        file = nil
        direct = nil
        exchange.respondedEnd(trailers: FieldSection())
    }

    // MARK: Responder

    /// A body of a GET means nothing here (RFC 9110 §9.3.1).
    func receiveBody(_ bytes: Span<UInt8>) {}
    func receiveEnd(trailers: borrowing FieldSection) {}
    var unsentBytes: Int { 0 }
    func awaitDrain() {}
    func pauseResponding() { isPaused = true }

    func resumeResponding() {
        isPaused = false
        worker.loop.schedule(LaterCall { [self] in send() })
    }

    func abandon() {
        isOver = true
        file = nil
        direct = nil
    }

    private static let entityTagName = Array("ETag".utf8)
    private static let modifiedName = Array("Last-Modified".utf8)
    private static let rangeName = Array("range".utf8)
}
