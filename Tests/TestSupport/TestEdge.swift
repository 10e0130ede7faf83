package import EdgeCore
import Glibc
import Logging

/// A server in this process, on ports of the kernel's choice.
package struct TestEdge: Sendable {
    /// Of the first listener.
    package let port: Int
    package let addresses: [ListeningAddress]
    package let server: EdgeServer
    package let configuration: EdgeServer.Configuration
    private let time: TimeSource

    /// Runs a blocking script beside the server, off the cooperative pool; the server ends with it.
    ///
    /// Without an upstream every request is answered with `hello`. Time stands but for ``advance(seconds:)``, so that no
    /// deadline passes because the machine is busy; who waits for what the server does by itself after a while gives a clock
    /// that runs.
    package static func run(
        upstream: TestUpstream? = nil, protocols: [ApplicationProtocol] = [], log: LogRecorder? = nil,
        clock time: TimeSource = TimeSource(runs: false),
        configure: (inout EdgeServer.Configuration) -> Void = { _ in },
        _ script: @escaping @Sendable (TestEdge) throws -> Void
    ) async throws {
        var configuration = EdgeServer.Configuration()
        configuration.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: 0), protocols: protocols)]
        configuration.workers = 1
        let action: Route.Action =
            upstream.map { .proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: $0.port)])) }
            ?? .respond(status: 200, body: "hello")
        configuration.sites = [Site([.any], routes: [Route(action)])]
        configure(&configuration)
        let logger = log?.logger ?? Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try EdgeServer(configuration: configuration, logger: logger, timeSource: time)
        let running = Task { try await server.run() }
        let addresses = await server.listeningAddresses
        guard let first = addresses.first else { return try await running.value }
        let edge = TestEdge(
            port: first.port, addresses: addresses, server: server, configuration: configuration, time: time)
        let outcome = await onThread { Result { try script(edge) } }
        running.cancel()
        _ = try? await running.value
        withExtendedLifetime(upstream) {}
        try outcome.get()
    }

    /// Does what blocks on a thread of its own: the cooperative pool has few.
    package static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            WorkerThread.start(name: "script") { continuation.resume(returning: body()) }
        }
    }

    package var now: Instant { time.now() }

    // MARK: From the script's thread

    package func connect() -> TestConnection { TestConnection(port: port) }

    /// Lets time jump; returns when the workers have acted on it.
    package func advance(seconds: Int) { advance(by: .seconds(seconds)) }

    /// - Parameter look: called when the time has come and the workers have not acted on it yet.
    package func advance(by interval: Interval, _ look: () -> Void = {}) {
        time.advance(by: interval)
        look()
        let server = server
        // Twice: what is due is told after the mailbox of the turn that sees it.
        waiting { for _ in 0..<2 { await server.nudge() } }
    }

    /// Returns when the workers have seen everything that was sent before: a round trip on a connection of its own, which is
    /// read after theirs.
    package func settle() {
        let server = server
        waiting { for _ in 0..<3 { await server.nudge() } }
    }

    /// What happens during this comes to the worker in one turn.
    package func inOneTurn(_ act: () -> Void) {
        let (stands, goesOn) = (Gate<Bool>(), Gate<Bool>())
        let server = server
        Task {
            await server.onWorkers {
                stands.open()
                _ = goesOn.wait()
            }
        }
        _ = stands.wait()
        act()
        goesOn.open()
    }

    /// Returns when the condition holds, or after thirty seconds.
    package func settle(until condition: () -> Bool) {
        let end = ContinuousClock.now + .seconds(30)
        while !condition(), .now < end {
            settle()
            usleep(10_000)
        }
    }

    /// The most that was kept in memory while clients did this, one after the other.
    package func mostKept<Client>(while clients: [Client], _ act: (Client) -> Void) -> Int {
        clients.reduce(0) { most, client in
            act(client)
            settle()
            return max(most, counters.keptBytes)
        }
    }

    /// Puts another configuration in place.
    package func reload(_ change: @Sendable (inout EdgeServer.Configuration) -> Void) throws {
        var new = configuration
        change(&new)
        let (server, changed) = (server, new)
        try waiting { try await server.reload(changed) }
    }

    /// Begins a graceful stop; does not wait for its end.
    package func drain() {
        let server = server
        Task { await server.stopGracefully() }
    }

    package var counters: WorkerCounters {
        let server = server
        return waiting { await server.counters() }
    }

    /// Connections to upstreams that are kept for the next request.
    package var idleUpstreams: Int {
        let server = server
        let report = waiting { await server.report() }
        return report?.total.upstreams.reduce(0) { $0 + $1.peers.reduce(0) { $0 + $1.idle } } ?? 0
    }

    /// Waits on this thread for what only tasks can do.
    package func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) rethrows -> Value {
        let box = Gate<Result<Value, any Error>>()
        Task {
            do { box.open(.success(try await body())) } catch { box.open(.failure(error)) }
        }
        return try { try box.wait().get() }()
    }
}
