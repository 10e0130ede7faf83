public import CoreMetrics
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// An edge server: listens, ends TLS, and answers or forwards requests. Embed it, or let the `edge` program run it.
///
/// ```swift
/// var configuration = EdgeServer.Configuration()
/// configuration.listeners = [.plaintext(on: 8000)]
/// configuration.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "localhost", port: 8080)]))]
/// let server = try EdgeServer(configuration: configuration, logger: Logger(label: "edge"))
/// try await server.run()
/// ```
///
/// ``run()`` returns only when the server has stopped. Graceful shutdown (swift-service-lifecycle) stops accepting, lets requests
/// finish within ``Timeouts/grace``, then closes what is left; cancelling the task stops at once. Several servers live in one
/// process; there is no global state. A server runs once.
public final class EdgeServer: Service, Sendable {
    let supervisor: Supervisor

    /// A server that listens once ``run()`` is called.
    ///
    /// - Parameters:
    ///   - configuration: what it serves to begin with; ``reload(_:)`` puts another in place.
    ///   - logger: takes the events that `docs/events.md` lists. Nothing is logged for a request above `debug`; for that there is
    ///     ``Configuration/accessLog``.
    /// - Throws: ``ConfigurationError`` for a value that cannot work.
    public convenience init(configuration: Configuration, logger: Logger) throws {
        try self.init(configuration: configuration, logger: logger, metrics: nil, timeSource: TimeSource())
    }

    /// A server that tells its numbers to a metrics backend of its own. Without one it takes the process's,
    /// `MetricsSystem.factory`, which costs nothing unless it has been set up.
    ///
    /// - Parameters:
    ///   - configuration: what it serves to begin with; ``reload(_:)`` puts another in place.
    ///   - logger: takes the events that `docs/events.md` lists.
    ///   - metrics: takes the numbers that `docs/metrics.md` lists, every 10 seconds and at the end.
    /// - Throws: ``ConfigurationError`` for a value that cannot work.
    public convenience init(configuration: Configuration, logger: Logger, metrics: any MetricsFactory) throws {
        try self.init(configuration: configuration, logger: logger, metrics: metrics, timeSource: TimeSource())
    }

    package convenience init(configuration: Configuration, logger: Logger, timeSource: TimeSource) throws {
        try self.init(configuration: configuration, logger: logger, metrics: nil, timeSource: timeSource)
    }

    /// A server that goes on with sockets that are open already, where the configuration has their addresses; the others are
    /// closed when it starts.
    package convenience init(configuration: Configuration, logger: Logger, inheriting sockets: [ListeningSocket]) throws {
        try self.init(
            configuration: configuration, logger: logger, metrics: nil, timeSource: TimeSource(), inheriting: sockets)
    }

    private init(
        configuration: Configuration, logger: Logger, metrics: (any MetricsFactory)?, timeSource: TimeSource,
        inheriting sockets: [ListeningSocket] = []
    ) throws {
        try ConfigurationCheck.check(configuration)
        supervisor = Supervisor(
            configuration: configuration, logger: logger, metrics: metrics, timeSource: timeSource, inheriting: sockets)
    }

    /// Serves until stopped.
    ///
    /// - Throws: ``ListenError`` when an address cannot be listened on, ``ServerStateError/runBefore`` for a second call.
    public func run() async throws {
        try await supervisor.run()
    }

    /// Puts another configuration in place, all or nothing, and returns when every worker has it. Listeners that stay keep
    /// their queues; open connections, requests and sockets are not touched.
    ///
    /// - Throws: ``ConfigurationError``, ``ListenError``, or ``ServerStateError/notRunning``; the running configuration then
    ///   stays as it was.
    public func reload(_ configuration: Configuration) async throws {
        try ConfigurationCheck.check(configuration)
        try await supervisor.reload(configuration)
    }

    /// The addresses that the server listens on, in the order of `Configuration.listeners`, with the port that the kernel
    /// chose where 0 was asked for. Waits until the server listens; empty once it has stopped.
    public var listeningAddresses: [ListeningAddress] {
        get async { await supervisor.listeningAddresses() }
    }

    /// The sockets themselves, for the process that takes over.
    package func listeningSockets() async -> [ListeningSocket] { await supervisor.listeningSockets() }

    /// Opens log files again, after they were moved away.
    public func reopenLogs() { supervisor.accessLogWriter.reopen() }

    /// Connections and requests since the start.
    package func counters() async -> WorkerCounters { await supervisor.counters() }

    /// Has the workers look at the clock: after a test has advanced it.
    package func nudge() async { _ = await supervisor.counters() }

    /// Has each worker do something between two turns: what happens meanwhile comes to it in one.
    package func onWorkers(_ act: @escaping @Sendable () -> Void) async { _ = await supervisor.gather { _ in act() } }

    /// Stops gracefully, as a service group has it done.
    package func stopGracefully() async { await supervisor.drain() }

    /// Open connections by worker.
    package func connectionsByWorker() -> [Int] { supervisor.connectionsByWorker() }
}

/// An address that a server listens on.
public struct ListeningAddress: Sendable, Hashable, CustomStringConvertible {
    /// The literal address.
    public let host: String
    /// The TCP port, the kernel's choice where 0 was asked for.
    public let port: Int
    /// Whether clients speak TLS to it.
    public let isEncrypted: Bool

    /// `host:port`, as it stands in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
