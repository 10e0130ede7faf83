internal import EdgeCore
internal import EdgeTLS
import Glibc
internal import Logging
internal import ServiceLifecycle

/// The server together with the configuration that it has now. Reloads come one after the other.
actor RunningEdge {
    /// How far an upgrade is.
    private enum Succession {
        case none
        /// A successor is being given everything; the reason of the last failure, for `edge upgrade`.
        case handingOver
        case failed(String)
        case handedOver
    }

    nonisolated let server: EdgeServer
    nonisolated let group: ServiceGroup
    nonisolated let source: ConfigurationSource
    nonisolated let started = ContinuousClock.now
    private(set) var plan: EdgePlan
    private let logger: Logger
    let materials: CertificateMaterials
    let executor: BlockingExecutor
    private var reloading: Task<Void, any Error>?
    private var succession = Succession.none
    private var isStopping = false

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
    func stop() async {
        isStopping = true
        await group.triggerGracefulShutdown()
    }

    // MARK: Succession

    /// Whether a successor may be given everything now: one at a time, and none once this edge stops.
    func beginHandOver() -> Bool {
        guard !isStopping else { return false }
        switch succession {
        case .handingOver, .handedOver: return false
        case .none, .failed:
            succession = .handingOver
            return true
        }
    }

    func handOverFailed(_ reason: String) { succession = .failed(reason) }
    func handedOver() { succession = .handedOver }

    /// Before a new attempt: what an earlier one came to is forgotten.
    func forgetFailedHandOver() {
        if case .failed = succession { succession = .none }
    }

    /// Whether a successor serves.
    ///
    /// - Throws: why it does not, once that is known.
    func hasHandedOver() throws -> Bool {
        switch succession {
        case .none, .handingOver: false
        case .failed(let reason): throw ControlClient.Refused(description: "the new edge cannot start: \(reason)")
        case .handedOver: true
        }
    }
}
