@testable import EdgeCore
import EdgeHTTP2
import Logging

/// A server in this process on a port of the kernel's choice, with one worker.
struct TestEdge: Sendable {
    let port: Int
    let server: EdgeServer
    let time: TimeSource

    /// Runs a blocking script beside the server, off the cooperative pool.
    static func run(
        upstream: TestUpstream? = nil, settings: HTTP2Settings = HTTP2Settings(),
        configure: (inout EdgeServer.Configuration) -> Void = { _ in },
        _ script: @escaping @Sendable (TestEdge) throws -> Void
    ) async throws {
        var configuration = EdgeServer.Configuration()
        configuration.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: 0), protocols: [.http2(settings)])]
        configuration.workers = 1
        let action: Route.Action =
            upstream.map { .proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: $0.port)])) }
            ?? .respond(status: 200, body: "hello")
        configuration.sites = [Site([.any], routes: [Route(action)])]
        configure(&configuration)
        let time = TimeSource()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try EdgeServer(configuration: configuration, logger: logger, timeSource: time)
        let running = Task { try await server.run() }
        let port = await server.listeningAddresses[0].port
        let edge = TestEdge(port: port, server: server, time: time)
        do { try await onThread { try script(edge) } } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = try? await running.value
        withExtendedLifetime(upstream) {}
    }

    private static func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            WorkerThread.start(name: "script") { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Lets time jump and has the worker notice.
    func advance(seconds: Int) {
        time.advance(by: .seconds(seconds))
        let server = server
        Task { await server.nudge() }
    }
}

extension TestEdge {
    /// Has the workers drain, as a graceful stop does first.
    func drainWorkers() {
        let server = server
        Task { await server.stopGracefully() }
    }
}
