internal import CLinux
internal import CoreMetrics
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// The control plane of one server: owns the listening sockets, starts the workers, gives them configurations, stops them.
actor Supervisor {
    private enum State {
        case new
        case running
        case draining
        case stopped
    }

    nonisolated let accessLogWriter: AccessLogWriter
    private let logger: Logger
    private let metrics: (any MetricsFactory)?
    private let services: WorkerServices
    private let loads = PeerLoadRegistry()
    private let published: Mutex<[WorkerHandle]> = Mutex([])
    private var configuration: EdgeServer.Configuration
    private var generation = 0
    private var state = State.new
    private var handles: [WorkerHandle] = []
    /// Before the start: those that it need not open itself.
    private var sockets: [ListeningSocket]
    private var waitingForAddresses: [CheckedContinuation<Void, Never>] = []
    /// One continuation of `run` per worker thread that has not ended.
    private let workersDone = AsyncCounter()
    private let companions = CompanionGroup()

    init(
        configuration: EdgeServer.Configuration, logger: Logger, metrics: (any MetricsFactory)?, timeSource: TimeSource,
        inheriting sockets: [ListeningSocket]
    ) {
        self.sockets = sockets
        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
        let executor = BlockingExecutor()
        accessLogWriter = AccessLogWriter(executor: executor, logger: logger)
        services = WorkerServices(
            timeSource: timeSource, resolver: NameResolver(executor: executor), events: EventSink(),
            accessLog: AccessLogSink(capacity: configuration.limits.logQueueLines))
    }

    // MARK: Life

    func run() async throws {
        guard state == .new else { throw ServerStateError.runBefore }
        defer { ended() }
        try accessLogWriter.direct(to: configuration.accessLog)
        try openSockets(for: configuration.listeners)
        try startWorkers()
        await publish(configuration)
        state = .running
        let addresses = sockets.map { $0.localAddress.description }.joined(separator: ", ")
        logger.info("listening", metadata: ["addresses": "\(addresses)"])
        announce()
        await serveAndReport()
    }

    /// Whether it served or could not start: whoever waits for addresses is told that there are none.
    private func ended() {
        state = .stopped
        sockets = []
        announce()
    }

    /// Serves until told to stop: gracefully by the service group, at once by cancellation.
    private func serve() async {
        let services = services
        let logger = logger
        let writer = accessLogWriter
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await services.events.write(to: logger) }
            group.addTask { await services.accessLog.drain(omissionsTo: logger) { await writer.write($0) } }
            group.addTask { await services.retired.free() }
            group.addTask { await self.companions.run(beside: self, logger: logger) }
            group.addTask {
                await withTaskCancellationHandler {
                    await withGracefulShutdownHandler {
                        await self.workersDone.waitForZero()
                    } onGracefulShutdown: {
                        Task { await self.drain() }
                    }
                } onCancel: {
                    Task { await self.stopWorkers() }
                }
                services.events.finish()
                services.accessLog.finish()
                services.retired.finish()
                self.companions.finish()
            }
        }
    }

    /// Serves, and tells the metrics backend about it from time to time and once at the end; where there is none, nothing
    /// wakes up for it.
    private func serveAndReport() async {
        guard let reporter = MetricsReporter(metrics ?? MetricsSystem.factory) else { return await serve() }
        let ticks = Task {
            while (try? await Task.sleep(for: MetricsReporter.interval, tolerance: .seconds(1))) != nil {
                await report(to: reporter)
            }
        }
        await serve()
        ticks.cancel()
        await report(to: reporter)
    }

    private func report(to reporter: MetricsReporter) async {
        await reporter.report(await counters(), openConnections: connectionsByWorker().reduce(0, +))
    }

    private func startWorkers() throws {
        let count = configuration.workers ?? Int(edge_processor_count())
        handles = try (0..<count).map { try WorkerHandle(index: $0) }
        published.withLock { $0 = handles }
        for handle in handles {
            let snapshot = Snapshot(configuration, generation: 0, loads: loads)
            workersDone.add(1)
            WorkerThread.start(name: "edge-worker-\(handle.index)") { [handles, services, workersDone, logger] in
                do {
                    let worker = try Worker(handle: handle, peers: handles, snapshot: snapshot, services: services)
                    withExtendedLifetime(worker) { WorkerThread.keepingFreeBlocks { worker.run() } }
                } catch {
                    _ = handle.end(WorkerCounters())
                    logger.critical("a worker could not start", metadata: ["error": "\(error)"])
                }
                workersDone.add(-1)
            }
        }
    }

    /// Graceful: no new connections, open requests finish, and after the grace period everything left is closed.
    func drain() async {
        guard state == .running else { return }
        state = .draining
        let grace = configuration.timeouts.grace
        logger.notice("stopping", metadata: ["connections": "\(connectionsByWorker().reduce(0, +))", "grace": "\(grace)"])
        let handles = handles
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withTaskGroup(of: Void.self) { workers in
                    for handle in handles { workers.addTask { await Self.drain(handle) } }
                }
            }
            group.addTask { try? await Task.sleep(for: grace) }
            group.addTask { await self.countDown(over: grace) }
            await group.next()
            group.cancelAll()
            stopWorkers()
        }
    }

    /// Tells each second what is still open, until cancelled.
    private func countDown(over grace: Duration) async {
        let end = ContinuousClock.now + grace
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let sockets = handles.reduce(0) { $0 + $1.openTunnels }
            logger.info(
                "draining",
                metadata: [
                    "connections": "\(connectionsByWorker().reduce(0, +))", "sockets": "\(sockets)",
                    "left": "\(max(0, Int((end - .now) / .seconds(1)))) s",
                ])
        }
    }

    private static func drain(_ handle: WorkerHandle) async {
        let (idle, continuation) = AsyncStream<Void>.makeStream()
        if !handle.post({ $0.drain { continuation.finish() } }) { continuation.finish() }
        for await _ in idle {}
    }

    private func stopWorkers() {
        for handle in handles { handle.post { $0.stop() } }
    }

    // MARK: Configuration

    func reload(_ new: EdgeServer.Configuration) async throws {
        guard state == .running else { throw ServerStateError.notRunning }
        let before = sockets
        do {
            try openSockets(for: new.listeners)
            try accessLogWriter.direct(to: new.accessLog)
        } catch {
            sockets = before
            throw error
        }
        configuration = new
        await publish(new)
    }

    /// Opens what is new; sockets of addresses that stay are kept, with the connections in their queues.
    private func openSockets(for listeners: [Listener]) throws {
        var kept = sockets
        sockets = try listeners.map { listener in
            if let index = kept.firstIndex(where: { $0.address == listener.address }) { return kept.remove(at: index) }
            return try ListeningSocket.open(listener.address)
        }
    }

    /// Gives every worker a copy of its own and returns when all have adopted it.
    private func publish(_ configuration: EdgeServer.Configuration) async {
        generation += 1
        let generation = generation
        let sockets = sockets
        let loads = loads
        for companion in configuration.listeners.compactMap(\.transport.companion) { companions.add(companion) }
        await withTaskGroup(of: Void.self) { group in
            for handle in handles {
                group.addTask {
                    let snapshot = Snapshot(configuration, generation: generation, loads: loads)
                    await withCheckedContinuation { continuation in
                        let isTaken = handle.post { worker in
                            worker.adopt(snapshot, sockets: sockets)
                            continuation.resume()
                        }
                        if !isTaken { continuation.resume() }
                    }
                }
            }
        }
    }

    // MARK: Questions

    func listeningAddresses() async -> [ListeningAddress] {
        if state == .new { await withCheckedContinuation { waitingForAddresses.append($0) } }
        return zip(sockets, configuration.listeners).map { socket, listener in
            ListeningAddress(
                host: socket.localAddress.host, port: Int(socket.localAddress.port),
                isEncrypted: listener.transport.isEncrypted)
        }
    }

    /// In the order of `Configuration.listeners`.
    func listeningSockets() -> [ListeningSocket] { sockets }

    private func announce() {
        for continuation in waitingForAddresses { continuation.resume() }
        waitingForAddresses = []
    }

    /// What each worker says, in the order of workers; those that have ended say nothing.
    func gather<Result: Sendable>(_ question: @escaping @Sendable (Worker) -> Result) async -> [Result] {
        guard state == .running || state == .draining else { return [] }
        var answers: [Result] = []
        for handle in handles {
            let answer: Result? = await withCheckedContinuation { continuation in
                let isTaken = handle.post { continuation.resume(returning: question($0)) }
                if !isTaken { continuation.resume(returning: nil) }
            }
            if let answer { answers.append(answer) }
        }
        return answers
    }

    /// Names of the rows that requests are counted in.
    var siteNames: [String] { loads.siteNames }

    func counters() async -> WorkerCounters {
        var total = WorkerCounters()
        for handle in handles { total.add(await handle.counters()) }
        return total
    }

    nonisolated func connectionsByWorker() -> [Int] {
        published.withLock { $0.map(\.openConnections) }
    }
}

extension Supervisor: ChallengePublishing {
    func publishChallenges(_ answers: [String: String]) async {
        await withTaskGroup(of: Void.self) { group in
            for handle in handles {
                group.addTask {
                    await withCheckedContinuation { continuation in
                        let isTaken = handle.post { worker in
                            worker.challengeAnswers = answers
                            continuation.resume()
                        }
                        if !isTaken { continuation.resume() }
                    }
                }
            }
        }
    }
}
