import CoreMetrics
import EdgeCore
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// What a program that embeds the server relies on: how it ends, and what it tells.
@Suite("A server in somebody's program")
struct LibraryBehaviourTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func makeServer(_ body: String = "hello", metrics: (any MetricsFactory)? = nil) throws -> EdgeServer {
        var configuration = EdgeServer.Configuration()
        configuration.workers = 1
        configuration.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: 0))]
        configuration.sites = [Site([.any], routes: [Route(.respond(status: 200, body: Template(body)))])]
        guard let metrics else { return try EdgeServer(configuration: configuration, logger: logger) }
        return try EdgeServer(configuration: configuration, logger: logger, metrics: metrics)
    }

    private func get(_ port: Int) async -> TestResponse? {
        await TestEdge.onThread { TestConnection(port: port).get("/") }
    }

    /// A server whose only request is never answered; it opens the gate.
    private func makeStuckServer(reached: Gate<Bool>) throws -> EdgeServer {
        var configuration = EdgeServer.Configuration()
        configuration.workers = 1
        configuration.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: 0))]
        let handler = RequestHandler { _, _, _ in
            reached.open()
            try await Task.sleep(for: .seconds(3600))
        }
        configuration.sites = [Site([.any], routes: [Route(.handle(handler))])]
        return try EdgeServer(configuration: configuration, logger: logger)
    }

    @Test("cancelling its task stops it at once, with requests in flight and their handlers cancelled")
    func cancellation() async throws {
        let reached = Gate<Bool>()
        let server = try makeStuckServer(reached: reached)
        let running = Task { try await server.run() }
        let port = try #require(await server.listeningAddresses.first?.port)
        async let received = TestEdge.onThread {
            let client = TestConnection(port: port)
            client.request("GET", "/")
            return client.readToEnd()
        }
        await TestEdge.onThread { _ = reached.wait() }
        let start = ContinuousClock.now
        running.cancel()
        try await running.value
        #expect(ContinuousClock.now - start < .seconds(10), "the grace period is for graceful stops")
        #expect(await received.isEmpty)
        #expect(await server.listeningAddresses.isEmpty)
    }

    @Test("a task that is cancelled before it begins still ends")
    func cancelledBefore() async throws {
        let server = try makeServer()
        let running = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            try await server.run()
        }
        try await running.value
        #expect(await server.listeningAddresses.isEmpty)
    }

    @Test("a service group stops it gracefully, and a cancellation during that ends the wait")
    func gracefulThenCancelled() async throws {
        let reached = Gate<Bool>()
        let server = try makeStuckServer(reached: reached)
        let group = ServiceGroup(services: [server], logger: logger)
        let running = Task { try await group.run() }
        let port = try #require(await server.listeningAddresses.first?.port)
        async let received = TestEdge.onThread {
            let (client, idle) = (TestConnection(port: port), TestConnection(port: port))
            client.request("GET", "/")
            _ = reached.wait()
            Task { await group.triggerGracefulShutdown() }
            // The idle connection ends when the drain has begun; the request is still there.
            _ = idle.readToEnd()
            running.cancel()
            return client.readToEnd()
        }
        let start = ContinuousClock.now
        _ = await running.result
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(await received.isEmpty)
    }

    @Test("an idle server in a service group ends gracefully without an error")
    func gracefulWhileIdle() async throws {
        let server = try makeServer()
        let group = ServiceGroup(services: [server], logger: logger)
        let running = Task { try await group.run() }
        let port = try #require(await server.listeningAddresses.first?.port)
        #expect(await get(port)?.text == "hello")
        await group.triggerGracefulShutdown()
        try await running.value
    }

    @Test("several live in one process, and end one by one")
    func several() async throws {
        let (first, second) = (try makeServer("first"), try makeServer("second"))
        let (one, two) = (Task { try await first.run() }, Task { try await second.run() })
        let ports = [await first.listeningAddresses, await second.listeningAddresses].compactMap { $0.first?.port }
        try #require(ports.count == 2)
        #expect(await get(ports[0])?.text == "first")
        #expect(await get(ports[1])?.text == "second")
        one.cancel()
        try await one.value
        #expect(await get(ports[1])?.text == "second")
        two.cancel()
        try await two.value
    }

    @Test("runs once, and takes configurations only while it runs")
    func order() async throws {
        let server = try makeServer()
        await #expect(throws: ServerStateError.notRunning) { try await server.reload(EdgeServer.Configuration.answering()) }
        let running = Task { try await server.run() }
        _ = await server.listeningAddresses
        await #expect(throws: ServerStateError.runBefore) { try await server.run() }
        running.cancel()
        try await running.value
        await #expect(throws: ServerStateError.runBefore) { try await server.run() }
        await #expect(throws: ServerStateError.notRunning) { try await server.reload(EdgeServer.Configuration.answering()) }
    }

    @Test("sends to HTTPS what a redirecting listener gets, except for sites that name it")
    func redirect() async throws {
        var configuration = EdgeServer.Configuration.answering()
        let redirecting = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.listeners = [
            .plaintext(on: 0), Listener(on: redirecting, unmatched: .redirectToHTTPS(port: 443)),
        ]
        let answer = Route(.respond(status: 200, body: "hello"))
        configuration.sites = [Site(["a.example"], routes: [answer]), Site(["b.example"], on: [redirecting], routes: [answer])]
        let server = try EdgeServer(configuration: configuration, logger: logger)
        let running = Task { try await server.run() }
        let port = try #require(await server.listeningAddresses.last?.port)
        let statuses = await TestEdge.onThread {
            ["a.example", "b.example", "c.example"].map { host in
                let client = TestConnection(port: port)
                client.send("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                return client.readResponse()?.status
            }
        }
        #expect(statuses == [308, 200, 308])
        running.cancel()
        try await running.value
    }

    @Test("tells a metrics backend what it has counted, at the latest when it ends")
    func metrics() async throws {
        let factory = RecordingMetrics()
        let server = try makeServer(metrics: factory)
        let running = Task { try await server.run() }
        let port = try #require(await server.listeningAddresses.first?.port)
        for _ in 0..<3 { #expect(await get(port)?.status == 200) }
        running.cancel()
        try await running.value
        let values = factory.values.withLock { $0 }
        #expect(values["edge_requests_total"] == 3)
        #expect(values["edge_connections_total"] == 3)
        #expect(values["edge_responses_total class=2xx"] == 3)
        #expect(values["edge_connections_open"] == 0)
    }
}

extension EdgeServer.Configuration {
    fileprivate static func answering() -> Self {
        var configuration = Self()
        configuration.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: 0))]
        return configuration
    }
}

/// Keeps the last value, or the sum, of every name.
private final class RecordingMetrics: MetricsFactory {
    let values = Mutex<[String: Int64]>([:])

    private final class Instrument: CounterHandler, RecorderHandler {
        let key: String
        let owner: RecordingMetrics

        init(key: String, owner: RecordingMetrics) {
            self.key = key
            self.owner = owner
        }

        func increment(by amount: Int64) { owner.values.withLock { $0[key, default: 0] += amount } }
        func record(_ value: Int64) { owner.values.withLock { $0[key] = value } }
        func record(_ value: Double) { record(Int64(value)) }
        func reset() {}
    }

    private func instrument(_ label: String, _ dimensions: [(String, String)]) -> Instrument {
        Instrument(key: ([label] + dimensions.map { "\($0.0)=\($0.1)" }).joined(separator: " "), owner: self)
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { instrument(label, dimensions) }
    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        instrument(label, dimensions)
    }
    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { NOOPMetricsHandler.instance }
    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
