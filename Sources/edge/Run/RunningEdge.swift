internal import EdgeCore
internal import EdgeTLS
import Glibc
internal import Logging
internal import ServiceLifecycle

/// The server together with the configuration that it has now. Reloads come one after the other.
actor RunningEdge {
    nonisolated let server: EdgeServer
    nonisolated let group: ServiceGroup
    private(set) var plan: EdgePlan
    private let source: ConfigurationSource
    private let logger: Logger
    private let materials: CertificateMaterials
    private let executor: BlockingExecutor
    private let started = ContinuousClock.now
    private var reloading: Task<Void, any Error>?

    init(
        server: EdgeServer, group: ServiceGroup, source: ConfigurationSource, plan: EdgePlan,
        materials: CertificateMaterials, logger: Logger, executor: BlockingExecutor
    ) {
        self.materials = materials
        self.server = server
        self.group = group
        self.source = source
        self.plan = plan
        self.logger = logger
        self.executor = executor
    }

    /// Reads the configuration again and puts it in place, all or nothing.
    ///
    /// - Throws: what is wrong with it; nothing has changed then.
    func reload(because reason: String) async throws {
        let previous = reloading
        let task = Task {
            _ = await previous?.result
            try await self.reloadNow(because: reason)
        }
        reloading = task
        try await task.value
    }

    private func reloadNow(because reason: String) async throws {
        do {
            let source = source
            let new = try await executor.run { try source.load() }
            try await server.reload(new.server)
            plan = new
            materials.manager.activate(new.managed)
            for warning in new.warnings { Terminal.write("\(warning)\n") }
            logger.notice("configuration reloaded", metadata: ["reason": "\(reason)", "from": "\(source.name)"])
        } catch {
            logger.error("the running configuration stays: the new one cannot be used", metadata: ["reason": "\(reason)"])
            Terminal.write("\(error)\n")
            throw error
        }
    }

    /// Stops gracefully.
    func stop() async { await group.triggerGracefulShutdown() }

    func status() async -> EdgeStatus {
        let counters = await server.counters()
        let byWorker = server.connectionsByWorker()
        return EdgeStatus(
            version: EdgeVersion.number, processIdentifier: getpid(),
            uptimeSeconds: Int((ContinuousClock.now - started).components.seconds), configuration: source.name,
            addresses: await server.listeningAddresses.map(\.description),
            sites: plan.entries.map { "\($0.url) -> \($0.target)" }, connections: byWorker.reduce(0, +),
            connectionsByWorker: byWorker, openSockets: counters.openTunnels, requests: counters.requests)
    }
}
