import Glibc

/// One core's share of the data plane: a loop, its connections, its upstreams. Confined to its thread: nothing of it is
/// shared on the path of a request.
package final class Worker {
    package let loop: EventLoop
    package let handle: WorkerHandle
    package let scratch = Scratch(capacity: 64 * 1024)
    let buffers = BufferPool()
    var counters = WorkerCounters()
    var traffic = TrafficTable()
    private(set) var adopted: AdoptedSnapshot
    private(set) var isDraining = false
    private var isStopped = false
    /// Whether new WebSockets are refused, because an operator drains them.
    var refusesSockets = false
    var farewellClock = FarewellClock()

    /// What a CA is answered at its challenge's path, by token; empty unless an order is at work.
    var challengeAnswers: [String: String] = [:]

    /// Bytes of receive window that this worker's HTTP/2 connections have granted beyond what every stream begins with.
    package var grantedWindowBytes: Int {
        get { grantedWindow }
        set { grantedWindow = newValue }
    }
    private var grantedWindow = 0

    /// What this worker's peers have not taken.
    var backlog = Backlog()
    var bulkReaders = BulkReaders()

    /// What transports share on this worker, and what codecs do.
    let transportShelf = WorkerShelf()
    package let codecShelf = WorkerShelf()

    let clients: ClientCounters
    let limiter: RateLimiter
    let uploads: WaitingUploads
    let passwords: PasswordDesk
    private let peers: [WorkerHandle]
    private let resolver: NameResolver
    private let events: EventGate
    private let accessLog: AccessLogSink
    private let retired: RetiredSnapshots
    private var acceptors: [Acceptor] = []
    private var connections: [ObjectIdentifier: DownstreamConnection] = [:]
    private var resolving: [String: [([SocketAddress]) -> Void]] = [:]
    private(set) var tunnels: [ObjectIdentifier: Exchange] = [:]
    private var bridges: [Int: HandlerBridge] = [:]
    private var nextBridge = 0
    /// Exchanges that ended in this turn; whoever is further up the stack may be at one of them.
    private var endedExchanges: [Exchange] = []
    private var freeExchanges: [Exchange] = []
    private var logEntries: [AccessLogEntry] = []
    private var date = HTTPDate(at: Instant(nanoseconds: 0))
    private let files: BlockingExecutor
    private var offloaded: [Int: (any Sendable) -> Void] = [:]
    private var nextOffload = 0
    /// Where pieces of files are read to; a request's own bytes may still be in `scratch`.
    private(set) lazy var recentFiles = RecentFiles(loop: loop)
    private(set) lazy var fileScratch = Scratch(capacity: 128 * 1024)
    private(set) lazy var compressionScratch = Scratch(capacity: 32 * 1024)
    /// Responses that are being compressed.
    var compressors = 0
    private var onIdle: (@Sendable () -> Void)?

    init(handle: WorkerHandle, peers: [WorkerHandle], snapshot: Snapshot, services: WorkerServices) throws(IOError) {
        self.handle = handle
        self.peers = peers
        loop = try EventLoop(timeSource: services.timeSource)
        clients = services.clients
        limiter = services.limiter
        uploads = WaitingUploads(handle: handle)
        passwords = PasswordDesk(handle: handle, executor: services.passwords)
        resolver = services.resolver
        events = EventGate(loop: loop, sink: services.events)
        accessLog = services.accessLog
        files = services.files
        retired = services.retired
        adopted = AdoptedSnapshot(snapshot, retired: retired)
        try loop.registerMailbox(Mailbox(worker: self), descriptor: handle.descriptor)
        adopted.makePools(for: self, keeping: nil)
    }

    /// A copy for whoever asks, with what is kept now.
    var currentCounters: WorkerCounters {
        var copy = counters
        copy.keptBytes = backlog.bytes
        return copy
    }

    package var limits: Limits { adopted.snapshot.limits }
    package var timeouts: WorkerTimeouts { adopted.snapshot.timeouts }
    /// By themselves for codecs of other modules, to which a getter hands all of `timeouts` as a copy.
    package var bodyPace: PaceClock.Terms { timeouts.bodyPace }
    package var takingPace: PaceClock.Terms { timeouts.takingPace }

    /// Runs until stopped. Whoever has asked for something meanwhile gets an answer.
    func run() {
        loop.run {
            passLogOn()
            relieve()
            recycleExchanges()
        }
        events.endPeriod()
        for command in handle.end(currentCounters) { command(self) }
        // They hold their worker.
        endedExchanges = []
        freeExchanges = []
    }

    func drainMailbox() {
        for command in handle.takeAll() { command(self) }
    }

    // MARK: Configuration

    /// Takes a configuration over. Requests that have begun finish on the one before; connections stay.
    func adopt(_ snapshot: Snapshot, sockets: [ListeningSocket]) {
        guard !isStopped else { return }
        let before = adopted
        adopted = AdoptedSnapshot(snapshot, retired: retired)
        adopted.makePools(for: self, keeping: before)
        freeExchanges = []
        changeTraffic { $0.makeRoom(for: snapshot.siteRows) }
        var kept: [Acceptor] = []
        for (listener, socket) in zip(snapshot.listeners, sockets) {
            if let acceptor = acceptors.first(where: { $0.socket === socket }) {
                acceptor.listener = listener
                kept.append(acceptor)
            } else if let acceptor = open(socket, listener) {
                kept.append(acceptor)
            }
        }
        for acceptor in acceptors where !kept.contains(where: { $0 === acceptor }) { acceptor.stop() }
        acceptors = kept
        drainRemovedRoutes()
    }

    private func open(_ socket: ListeningSocket, _ listener: CompiledListener) -> Acceptor? {
        let acceptor = Acceptor(socket: socket, listener: listener, worker: self)
        if !isDraining { acceptor.resumeAccepting() }
        return acceptor
    }

    // MARK: Connections

    var leastLoadedHandle: WorkerHandle {
        guard peers.count > 1 else { return handle }
        var best = handle
        var least = handle.openConnections
        for peer in peers where peer !== handle {
            let count = peer.openConnections
            if count < least {
                best = peer
                least = count
            }
        }
        return best
    }

    /// Whether one more connection stays within `Limits.connections`, counted over all workers.
    var hasRoomForConnection: Bool {
        limits.connections == 0 || peers.reduce(0) { $0 + $1.openConnections } < limits.connections
    }

    /// Takes a connection that another worker has accepted.
    func take(descriptor: Int32, from peer: SocketAddress, on address: ListenAddress) {
        let socket = Socket(descriptor: descriptor)
        guard !isStopped, let acceptor = acceptors.first(where: { $0.socket.address == address }) else {
            return handle.connectionsChanged(by: -1)
        }
        take(socket, from: peer, on: acceptor)
    }

    func take(_ socket: Socket, from peer: SocketAddress, on acceptor: Acceptor) {
        let connection = DownstreamConnection(worker: self, socket: socket, peer: peer, acceptor: acceptor)
        do { try connection.open() } catch {
            socket.close()
            return handle.connectionsChanged(by: -1)
        }
        counters.connections += 1
        connections[ObjectIdentifier(connection)] = connection
        if !connection.isAdmitted() { connection.close() }
    }

    func connectionClosed(_ connection: DownstreamConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        handle.connectionsChanged(by: -1)
        loop.bury(connection)
        for acceptor in acceptors where !isDraining { acceptor.resumeAccepting() }
        if isDraining, connections.isEmpty { reportIdle() }
    }

    // MARK: Exchanges

    func makeExchange(on stream: any ServerStream, connection: DownstreamConnection) -> Exchange {
        counters.requests += 1
        var free = freeExchanges.takeAll()
        let exchange = free.popLast() ?? Exchange(worker: self, listener: connection.listener)
        freeExchanges = free
        exchange.open(on: stream, connection: connection)
        return exchange
    }

    /// Takes back what ended in the turn before. One that someone still holds, such as a closure that waits for a disk, goes when
    /// it is let go.
    private func recycleExchanges() {
        guard !endedExchanges.isEmpty else { return }
        var ended = endedExchanges.takeAll()
        var free = freeExchanges.takeAll()
        while var exchange = ended.popLast() {
            guard free.count < Self.keptExchanges, isKnownUniquelyReferenced(&exchange) else { continue }
            exchange.recycle()
            free.append(exchange)
        }
        freeExchanges = free
        endedExchanges = ended
    }

    /// As many as a busy worker has open at a time.
    private static let keptExchanges = 512

    func exchangeFinished(_ exchange: Exchange, tunnel: Tunnel?) {
        var ended = endedExchanges.takeAll()
        ended.append(exchange)
        endedExchanges = ended
        count(exchange, tunnel)
        guard adopted.snapshot.isLogging, exchange.isLogged else { return }
        if let sampling = adopted.snapshot.logSampling,
            !accessLog.sampler.takes(status: exchange.record.status, sampling, at: loop.now)
        {
            return counters.sampledLogRecords += 1
        }
        logEntries.append(AccessLogEntry(exchange, tunnel: tunnel, now: loop.now))
    }

    /// Field by field: a copy of the record would take references to all its texts.
    private func count(_ exchange: Exchange, _ tunnel: Tunnel?) {
        counters.bytesIn += exchange.record.bytesIn
        counters.bytesOut += exchange.record.bytesOut
        counters.responses[min(exchange.record.status / 100, 5)] += 1
        if exchange.record.failure?.blame == .upstream { counters.upstreamFailures += 1 }
        changeTraffic {
            $0.countBytes(row: exchange.siteRow, received: exchange.record.bytesIn, sent: exchange.record.bytesOut)
        }
        if let failure = exchange.record.failure { changeCounters { $0.failed(failure) } }
        if let tunnel { changeCounters { $0.closeCodes.count(tunnel.closeCode) } } else { countRequest(exchange) }
    }

    /// A tunnel counts when it opens, with the time that opening took; everything else when it is answered.
    private func countRequest(_ exchange: Exchange) {
        changeTraffic {
            $0.countRequest(
                row: exchange.siteRow, isHTTP2: exchange.request.isHTTP2, status: exchange.record.status,
                blame: exchange.record.failure?.blame, duration: loop.now - exchange.record.begin)
        }
    }

    /// Outside of its property, as with `Array.takeAll`.
    private func changeTraffic(_ change: (inout TrafficTable) -> Void) {
        var table = TrafficTable()
        swap(&table, &traffic)
        change(&table)
        swap(&table, &traffic)
    }

    /// Outside of its property too, for what is more than a sum.
    private func changeCounters(_ change: (inout WorkerCounters) -> Void) {
        var changed = counters
        change(&changed)
        counters = changed
    }

    private func passLogOn() {
        guard !logEntries.isEmpty else { return }
        counters.droppedLogRecords += accessLog.append(logEntries)
        logEntries.removeAll(keepingCapacity: true)
    }

    // MARK: Tunnels

    func tunnelOpened(_ exchange: Exchange) {
        counters.openTunnels += 1
        handle.tunnelsChanged(by: 1)
        exchange.peer?.openTunnels += 1
        counters.tunnels += 1
        exchange.record.socketNumber = counters.tunnels
        exchange.record.lastMove = loop.now
        countRequest(exchange)
        tunnels[ObjectIdentifier(exchange)] = exchange
        // Asked for before the stop, and answered after it.
        if isDraining { endInTurn([exchange], with: .stopping) }
    }

    func tunnelClosed(_ exchange: Exchange) {
        guard tunnels.removeValue(forKey: ObjectIdentifier(exchange)) != nil else { return }
        counters.openTunnels -= 1
        handle.tunnelsChanged(by: -1)
        exchange.peer?.openTunnels -= 1
    }

    /// Tunnels of all workers.
    var tunnelsInAll: Int { peers.reduce(0) { $0 + $1.openTunnels } }

    var workerCount: Int { peers.count }

    /// This worker's place among all of them, from 0 to 1.
    var phase: Double { Double(handle.index) / Double(peers.count) }

    // MARK: Handlers

    func reserveBridgeNumber() -> Int {
        nextBridge += 1
        return nextBridge
    }

    func register(_ bridge: HandlerBridge, as number: Int) { bridges[number] = bridge }

    func forget(bridge number: Int) { bridges[number] = nil }
    func bridge(_ number: Int) -> HandlerBridge? { bridges[number] }

    // MARK: What would block

    /// Runs a job where it may wait for a disk, and goes on with its result here.
    func offload<Value: Sendable>(_ job: @escaping @Sendable () -> Value, then: @escaping (Value) -> Void) {
        nextOffload += 1
        let number = nextOffload
        offloaded[number] = { value in
            if let value = value as? Value { then(value) }
        }
        files.submit { [handle] in
            let value = job()
            handle.post { worker in worker.offloaded.removeValue(forKey: number)?(value) }
        }
    }

    // MARK: Names and challenges

    /// From a copy, so that no access to the table spans the search.
    func challengeAnswer(for token: String) -> String? {
        let answers = challengeAnswers
        return answers[token]
    }

    /// Resolves a name off the worker; those who ask meanwhile wait for the same answer.
    func resolve(_ host: String, _ completion: @escaping ([SocketAddress]) -> Void) {
        resolving[host, default: []].append(completion)
        guard resolving[host]?.count == 1 else { return }
        resolver.resolve(host) { [handle] addresses in handle.post { $0.resolved(host, addresses) } }
    }

    private func resolved(_ host: String, _ addresses: [SocketAddress]) {
        for completion in resolving.removeValue(forKey: host) ?? [] { completion(addresses) }
    }

    // MARK: Time and words

    /// Adds the Date field, made anew once a second (RFC 9110 §6.6.1).
    func appendDate(to fields: inout FieldSection) {
        if date.isStale(at: loop.now) { date = HTTPDate(at: loop.now) }
        let text = date.text
        fields.append("Date", .date) { $0.append(text.span) }
    }

    /// Hands an event to the control plane's log. For what happens rarely; `EventGate` bounds what happens often after all.
    package func note(
        _ level: Event.Level, _ message: StaticString, detail: String = "", peer: SocketAddress? = nil,
        upstream: String? = nil
    ) {
        events.note(Event(level: level, message: message, detail: detail, peer: peer, upstream: upstream))
    }

    // MARK: Ending

    /// Stops accepting; open requests finish. `onIdle` is called once nothing is left.
    func drain(onIdle: @escaping @Sendable () -> Void) {
        isDraining = true
        self.onIdle = onIdle
        for acceptor in acceptors { acceptor.stop() }
        for connection in Array(connections.values) { connection.drain() }
        drainTunnels()
        if isStopped || connections.isEmpty { reportIdle() }
    }

    private func reportIdle() {
        onIdle?()
        onIdle = nil
    }

    /// Closes everything and leaves the loop.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        for acceptor in acceptors { acceptor.stop() }
        for connection in Array(connections.values) { connection.abort(reset: false) }
        adopted.retirePools()
        passLogOn()
        reportIdle()
        loop.stop()
    }

    var openConnections: Int { connections.count }

    var openOnes: some Collection<DownstreamConnection> { connections.values }
}

@available(*, unavailable)
extension Worker: Sendable {}

/// The mailbox's descriptor in the worker's own loop.
private final class Mailbox: EventTarget {
    private unowned let worker: Worker

    init(worker: Worker) { self.worker = worker }

    override func ready(_ readiness: Readiness) { worker.drainMailbox() }
}

/// What every worker of a server shares with the control plane.
struct WorkerServices: Sendable {
    let timeSource: TimeSource
    let resolver: NameResolver
    let events: EventSink
    let accessLog: AccessLogSink
    /// For files alone: a disk that does not answer stops nothing else.
    let files = BlockingExecutor(threads: 8)
    /// For hashes of passwords, which take long on purpose.
    let passwords = BlockingExecutor(threads: 2)
    let clients = ClientCounters()
    let limiter = RateLimiter()
    let retired = RetiredSnapshots()
}
