internal import ArgumentParser
internal import EdgeCore
internal import EdgeTLS
import Glibc
internal import Logging
internal import ServiceLifecycle

/// One running edge: the server, its configuration, signals, and the control socket.
struct EdgeProcess {
    let source: ConfigurationSource
    let materials: CertificateMaterials
    let logger: Logger
    /// `nil` runs without a control socket.
    let controlPath: String?
    /// Whether to take over from the edge that answers on the control socket.
    var takesOver = false
    /// Whether to reload when the files of the configuration change.
    var watches = false
    /// Told once everything listens.
    var onReady: @Sendable ([ListeningAddress]) -> Void = { _ in }

    private let executor = BlockingExecutor(threads: 8)
    private let manager = ServiceManager(environment: .process)
    private let metrics = MetricsText()

    static var identifier: Int32 { getpid() }

    init(
        source: ConfigurationSource, materials: CertificateMaterials, logger: Logger, controlPath: String?
    ) {
        let metrics = metrics
        self.source = source.adding { plan in
            try Privileges.check(plan)
            plan.addMetrics(metrics)
        }
        self.materials = materials
        self.logger = logger
        self.controlPath = controlPath
    }

    /// Serves until stopped.
    ///
    /// - Throws: what kept it from starting.
    func run() async throws {
        // A reader that goes away is told by the write, not by the end of the process.
        signal(SIGPIPE, SIG_IGN)
        // Looked up now: later the path may lead elsewhere.
        _ = Successor.path
        let signals = await SignalEvents()
        let inheritance = try await inherit()
        do {
            try await run(with: inheritance, signals)
        } catch {
            if let predecessor = inheritance.predecessor { try? await executor.run { predecessor.cannotStart(error) } }
            throw error
        }
    }

    private func run(with inheritance: Inheritance, _ signals: SignalEvents) async throws {
        let plan = try await executor.run { try source.load() }
        report(plan.warnings)
        await warnAboutFolder(plan)
        let server = try EdgeServer(configuration: plan.server, logger: logger, inheriting: inheritance.listeners)
        for socket in inheritance.unused(by: plan) {
            logger.warning(
                "a socket that was handed over is not in the configuration", metadata: ["address": "\(socket.address)"])
        }
        let control = openControl(inheritance.predecessor)
        defer { control?.stop() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "edge") { _ in SwiftLogNoOpLogHandler() }))
        let running = RunningEdge(
            server: server, group: group, source: source, plan: plan, materials: materials, logger: logger,
            executor: executor)
        metrics.tell(of: running)
        try await serve(running, signals: signals, control: control, predecessor: inheritance.predecessor)
    }

    private func serve(
        _ running: RunningEdge, signals: SignalEvents, control: ControlServer?, predecessor: Predecessor?
    ) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                try await running.group.run()
                return true
            }
            tasks.addTask {
                guard await announce(running, predecessor) else { return false }
                await control?.run(table(for: running, control))
                return false
            }
            tasks.addTask {
                for await event in signals { await handle(event, running) }
                return false
            }
            tasks.addTask {
                await materials.keepFresh()
                return false
            }
            tasks.addTask {
                await CertificateWatch(materials, executor: executor, logger: logger).run()
                return false
            }
            tasks.addTask {
                await HeapKeeper(executor: executor).keep()
                return false
            }
            tasks.addTask {
                await manager.keepAlive(running.server)
                return false
            }
            if watches {
                tasks.addTask {
                    await FileWatch(running, executor: executor).reloadOnChange()
                    return false
                }
            }
            defer {
                control?.stop()
                tasks.cancelAll()
            }
            while let isOver = try await tasks.next(), !isOver {}
        }
    }

    // MARK: Starting

    private func inherit() async throws -> Inheritance {
        let path = takesOver ? controlPath : nil
        let inheritance = try await executor.run { try Inheritance.find(takingOverAt: path) }
        if let predecessor = inheritance.predecessor {
            logger.notice("taking over", metadata: ["process": "\(predecessor.manifest.processIdentifier)"])
            if !materials.ticketKeys.adopt(predecessor.manifest.ticketKeys) {
                logger.warning("the keys of session tickets could not be taken over; clients make full handshakes once")
            }
        } else if takesOver {
            logger.notice("no edge is running; nothing to take over")
        }
        return inheritance
    }

    /// - Returns: whether it serves.
    private func announce(_ running: RunningEdge, _ predecessor: Predecessor?) async -> Bool {
        let addresses = await running.server.listeningAddresses
        guard !addresses.isEmpty else { return false }
        for entry in await running.plan.entries {
            let certificate = entry.certificate.map { " (certificate: \($0))" } ?? ""
            logger.notice("serving \(entry.url) -> \(entry.target)\(certificate)")
        }
        if let predecessor {
            // Before the old process may end, or its end would be the service's.
            manager.readyAsSuccessor()
            do { try await executor.run { try predecessor.ready() } } catch {
                logger.error("the edge before this one may go on", metadata: ["reason": "\(error)"])
            }
        } else {
            manager.ready()
        }
        materials.manager.activate(await running.plan.managed)
        logger.notice("ready")
        onReady(addresses)
        return true
    }

    private func warnAboutFolder(_ plan: EdgePlan) async {
        guard !plan.managed.isEmpty else { return }
        let folder = materials.dataFolder
        guard let reason = try? await executor.run({ FleetingFolder.reason(folder) }) else { return }
        logger.warning("certificates will not outlive a restart", metadata: ["folder": "\(folder)", "reason": "\(reason)"])
    }

    private func report(_ warnings: [any CustomStringConvertible]) {
        for warning in warnings { Terminal.write("\(warning)\n") }
    }

    /// Another live edge on the same path keeps it: this one says so and runs without.
    private func openControl(_ predecessor: Predecessor?) -> ControlServer? {
        guard let controlPath else { return nil }
        if let predecessor { return ControlServer(path: controlPath, inheriting: predecessor.control, executor: executor) }
        do {
            try materials.makeDataFolder()
            return try ControlServer(path: controlPath, executor: executor)
        } catch {
            logger.warning("running without a control socket", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    private func table(for running: RunningEdge, _ control: ControlServer?) -> ControlTable {
        let handOver = HandOver(
            running: running, control: control, materials: materials, manager: manager, executor: executor, logger: logger)
        return ControlTable(running, handOver: handOver, metrics: metrics, manager: manager)
    }

    // MARK: While it runs

    private func handle(_ event: SignalEvent, _ running: RunningEdge) async {
        switch event {
        case .stop(let name):
            logger.notice("told to stop", metadata: ["signal": "\(name)"])
            manager.stopping()
            await running.stop()
        case .stopAtOnce(let name):
            logger.warning("stopping at once", metadata: ["signal": "\(name)"])
            exit(ExitStatus.forced.rawValue)
        case .reload(let name):
            manager.reloading()
            if (try? await running.reload(because: name)) != nil { running.server.reopenLogs() }
            manager.ready()
        case .reopenLogs:
            running.server.reopenLogs()
            logger.notice("logs opened again")
        }
    }
}
