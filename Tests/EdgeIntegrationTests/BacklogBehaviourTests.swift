@testable import EdgeCore
import Glibc
import TestSupport
import Testing

/// What a worker keeps for others, in all: it has a ceiling that nobody breaks, it goes when they go, and others are served.
@Suite("The backlog")
struct BacklogBehaviourTests {
    private static let ceiling = 512 * 1024

    /// What has requests wait, or bytes that are no request yet.
    enum Wait: CaseIterable {
        case upstreamAway, upstreamFull, turnstile, handler, wholeHead, openHead, pipelined

        /// The queue of a listener that never accepts takes the first 65.
        var clients: Int { self == .upstreamFull ? 160 : 60 }

        /// A request with a part of a body that is longer, a request behind which others wait, or a head without an end.
        var bytes: [UInt8] {
            let body = String(repeating: "b", count: 60_000)
            let field = "X-Long: \(String(repeating: "f", count: 15_000))\r\n"
            let text = switch self {
            case .upstreamAway, .upstreamFull, .turnstile, .handler:
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n\(body)"
            case .wholeHead: "GET / HTTP/1.1\r\nHost: test\r\n\(field)\(field)\r\n"
            case .openHead: "GET / HTTP/1.1\r\nHost: test\r\n\(field)\(field)"
            case .pipelined: "GET / HTTP/1.1\r\nHost: test\r\n\r\nGET /\(body)"
            }
            return Array(text.utf8)
        }
    }

    private static func configure(_ wait: Wait, port: Int) -> (inout EdgeServer.Configuration) -> Void {
        { configuration in
            configuration.limits.unsentBytes = 64 * 1024
            configuration.limits.workerUnsentBytes = ceiling
            let sleepy = RequestHandler { _, _, _ in try await Task.sleep(for: .seconds(600)) }
            let last: Route.Action =
                wait == .handler ? .handle(sleepy) : .proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: port)]))
            configuration.sites[0].routes = [Route(.respond(status: 200, body: "alive"), pathPrefix: "/alive"), Route(last)]
            if wait == .turnstile { configuration.sites[0].uploads = UploadLimit(1, over: 1000) }
        }
    }

    @Test("keeps below its ceiling whatever waits, and forgets what has gone", arguments: Wait.allCases)
    func ceiling(_ wait: Wait) async throws {
        // Takes connections into its queue until that is full, and never accepts one.
        let (listener, queue) = BlockingSocket.listen()
        let port = wait == .upstreamFull || wait == .turnstile ? queue : TestUpstream.closedPort()
        try await TestEdge.run(configure: Self.configure(wait, port: port)) { edge in
            let clients = (0..<wait.clients).map { _ in edge.connect() }
            let bytes = wait.bytes
            let most = edge.mostKept(while: clients) { $0.send(bytes) }
            #expect(most > Self.ceiling / 2, "\(most)")
            #expect(most <= Self.ceiling, "\(most)")
            #expect(edge.connect().get("/alive")?.text == "alive")
            for client in clients { client.reset() }
            edge.settle(until: { edge.counters.keptBytes == 0 })
            #expect(edge.counters.keptBytes == 0)
        }
        close(listener)
    }

    @Test("what waits below the ceiling is whole when the upstream is back, and counts no longer")
    func survivors() async throws {
        let port = TestUpstream.closedPort()
        try await TestEdge.run(clock: TimeSource(), configure: Self.configure(.upstreamAway, port: port)) { edge in
            let body = String(repeating: "b", count: 20_000)
            let clients = (0..<4).map { _ in edge.connect() }
            for client in clients { client.request("POST", "/", ["Content-Length: 20000"], body: body) }
            edge.settle(until: { edge.counters.keptBytes >= 80_000 })
            #expect(edge.counters.keptBytes >= 80_000)
            let upstream = TestUpstream(port: port) { side in
                while let request = side.readRequest() {
                    side.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n\(request.body.count)")
                }
            }
            edge.advance(seconds: 1)
            for client in clients { #expect(client.readResponse()?.text == "20000") }
            edge.settle(until: { edge.counters.keptBytes == 0 })
            #expect(edge.counters.keptBytes == 0)
            withExtendedLifetime(upstream) {}
        }
    }

    @Test("of many who take nothing those who hold most are reset, and who takes what it is sent is served")
    func takingNothing() async throws {
        let upstream = TestUpstream { side in
            guard let head = side.readHead() else { return }
            let pieces = head.hasPrefix("GET /small ") ? 4 : 1024
            side.send("HTTP/1.1 200 OK\r\nContent-Length: \(pieces << 20)\r\n\r\n")
            let piece = [UInt8](repeating: 0x61, count: 1 << 20)
            for _ in 0..<pieces { side.send(piece) }
        }
        let configure = { (configuration: inout EdgeServer.Configuration) in
            configuration.limits.unsentBytes = 64 * 1024
            configuration.limits.workerUnsentBytes = Self.ceiling
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource(), configure: configure) { edge in
            let stalled = (0..<60).map { _ in edge.connect() }
            for client in stalled { client.request("GET", "/large") }
            var (reset, before) = (0, 0)
            // Until it is quiet: who is sent something between two resets may hold most for a moment.
            edge.settle {
                before = reset
                reset = edge.counters.failures.values.reduce(0) { $0 + $1.count }
                return reset > 0 && reset == before && edge.counters.keptBytes <= Self.ceiling
            }
            #expect((1..<60).contains(reset), "\(reset)")
            #expect(edge.connect().get("/small")?.body.count == 4 << 20)
            for client in stalled { client.close() }
        }
    }
}
