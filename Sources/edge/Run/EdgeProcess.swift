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
    /// Told once everything listens.
    var onReady: @Sendable ([ListeningAddress]) -> Void = { _ in }

    private let executor = BlockingExecutor()
    private let manager = ServiceManager(environment: .process)

    init(
        source: ConfigurationSource, materials: CertificateMaterials, logger: Logger, controlPath: String?
    ) {
        self.source = source
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
        let signals = await SignalEvents()
        let plan = try await executor.run { try source.load() }
        report(plan.warnings)
        let server = try EdgeServer(configuration: plan.server, logger: logger)
        let control = openControl()
        defer { control?.stop() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: Logger(label: "edge") { _ in SwiftLogNoOpLogHandler() }))
        let running = RunningEdge(
            server: server, group: group, source: source, plan: plan, materials: materials, logger: logger,
            executor: executor)
        try await serve(running, signals: signals, control: control)
    }

    private func serve(_ running: RunningEdge, signals: SignalEvents, control: ControlServer?) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                try await running.group.run()
                return true
            }
            tasks.addTask {
                await announce(running)
                return false
            }
            tasks.addTask {
                for await event in signals { await handle(event, running) }
                return false
            }
            tasks.addTask {
                await control?.run { await answer($0, running) }
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
                await HeapKeeper(running.server, executor: executor).keep()
                return false
            }
            defer {
                control?.stop()
                tasks.cancelAll()
            }
            while let isOver = try await tasks.next(), !isOver {}
        }
    }

    // MARK: Starting

    private func announce(_ running: RunningEdge) async {
        let addresses = await running.server.listeningAddresses
        guard !addresses.isEmpty else { return }
        for entry in await running.plan.entries {
            let certificate = entry.certificate.map { " (certificate: \($0))" } ?? ""
            logger.notice("serving \(entry.url) -> \(entry.target)\(certificate)")
        }
        materials.manager.activate(await running.plan.managed)
        logger.notice("ready")
        manager.ready()
        onReady(addresses)
    }

    private func report(_ warnings: [any CustomStringConvertible]) {
        for warning in warnings { Terminal.write("\(warning)\n") }
    }

    /// Another live edge on the same path keeps it: this one says so and runs without.
    private func openControl() -> ControlServer? {
        guard let controlPath else { return nil }
        do {
            try materials.makeDataFolder()
            return try ControlServer(path: controlPath, executor: executor)
        } catch {
            logger.warning("running without a control socket", metadata: ["reason": "\(error)"])
            return nil
        }
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

    private func answer(_ request: ControlRequest, _ running: RunningEdge) async -> ControlReply {
        switch request.command {
        case .reload:
            do {
                try await running.reload(because: "edge reload")
                return ControlReply(message: "reloaded; every worker has the new configuration")
            } catch {
                return ControlReply(error: "\(error)")
            }
        case .stop:
            manager.stopping()
            await running.stop()
            return ControlReply(message: "stopping")
        case .status: return ControlReply(status: await running.status())
        }
    }
}
