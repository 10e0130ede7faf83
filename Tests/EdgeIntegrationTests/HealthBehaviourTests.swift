@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// Upstreams that take connections and are not well.
@Suite("Health")
struct HealthBehaviourTests {
    /// A chat server whose health page says what it is told to, and which counts how often it is asked.
    private final class Chat: Sendable {
        let upstream: TestUpstream
        private let state: State

        final class State: Sendable {
            let status = Mutex("ok")
            let checks = Mutex<[String]>([])
            let answers = Mutex("200 OK")
        }

        init(_ name: String) {
            let state = State()
            self.state = state
            upstream = TestUpstream { side in
                while let request = side.readRequest() {
                    if request.head.hasPrefix("GET /api/health ") {
                        state.checks.withLock { $0.append(request.head) }
                        let body = "{\"status\":\"\(state.status.withLock { $0 })\"}"
                        side.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                        return
                    }
                    side.send("HTTP/1.1 \(state.answers.withLock { $0 })\r\nContent-Length: \(name.utf8.count)\r\n\r\n\(name)")
                }
            }
        }

        var address: UpstreamAddress { .tcp(host: "127.0.0.1", port: upstream.port) }
        var checks: [String] { state.checks.withLock { $0 } }
        func becomes(_ status: String) { state.status.withLock { $0 = status } }
        func answers(_ status: String) { state.answers.withLock { $0 = status } }
    }

    private static func check() -> HealthCheck {
        var check = HealthCheck("/api/health")
        check.body = #""status":"ok""#
        check.interval = .seconds(10)
        check.fields = [.init(name: "X-Probe", value: "yes")]
        return check
    }

    /// Lets the next check come, and its answer be worked on.
    private static func letCheck(_ edge: TestEdge, _ chats: Chat..., seconds: Int = 10) {
        let before = chats.map(\.checks.count)
        edge.advance(seconds: seconds)
        edge.settle(until: { zip(chats, before).allSatisfy { $0.checks.count > $1 } })
        edge.settle()
    }

    @Test("one of two that is ill gets no requests, and comes back when it is well")
    func passedOver() async throws {
        let (one, two) = (Chat("1"), Chat("2"))
        try await TestEdge.run(clock: TimeSource(), configure: { configuration in
            var group = UpstreamGroup([one.address, two.address])
            group.health = Self.check()
            group.slowStart = .zero
            configuration.sites = [.proxy(.any, to: group)]
            configuration.workers = 2
        }) { edge in
            let client = edge.connect()
            func answers() -> Set<String> { Set((0..<10).compactMap { _ in client.get("/")?.text }) }
            edge.settle(until: { !one.checks.isEmpty && !two.checks.isEmpty })
            #expect(answers() == ["1", "2"])
            one.becomes("degraded")
            Self.letCheck(edge, one, two)
            edge.settle(until: { answers() == ["2"] })
            #expect(answers() == ["2"])
            one.becomes("ok")
            // One that is ill is asked again each second.
            Self.letCheck(edge, one, seconds: 1)
            edge.settle(until: { answers() == ["1", "2"] })
            #expect(answers() == ["1", "2"])
            let head = one.checks[0]
            #expect(head.hasPrefix("GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:\(one.upstream.port)\r\n"), "\(head)")
            #expect(head.contains("X-Probe: yes\r\n") && head.contains("Connection: close\r\n"))
        }
    }

    @Test("requests wait for the only upstream while it is ill, and are 503 once that is hopeless")
    func held() async throws {
        let chat = Chat("well")
        chat.becomes("degraded")
        try await TestEdge.run(configure: { configuration in
            var group = UpstreamGroup([chat.address])
            group.health = Self.check()
            configuration.sites = [.proxy(.any, to: group)]
        }) { edge in
            edge.settle(until: { !chat.checks.isEmpty })
            edge.settle()
            let waiting = edge.connect()
            waiting.request("POST", "/", ["Content-Length: 2"], body: "hi")
            edge.settle()
            chat.becomes("ok")
            Self.letCheck(edge, chat, seconds: 1)
            edge.advance(seconds: 1)
            #expect(waiting.readResponse()?.text == "well")
            chat.becomes("degraded")
            Self.letCheck(edge, chat)
            let hopeless = edge.connect()
            hopeless.request("GET", "/")
            edge.settle()
            edge.advance(seconds: 31)
            #expect(hopeless.readResponse()?.status == 503)
            #expect(edge.connect().get("/")?.field("retry-after") != nil)
        }
    }

    @Test("a check on another port, that nobody answers, or that takes too long, finds an upstream ill")
    func unreachable() async throws {
        let silent = TestUpstream { side in while side.read() != nil {} }
        for port in [TestUpstream.closedPort(), silent.port] {
            let (one, two) = (Chat("1"), Chat("2"))
            try await TestEdge.run(clock: TimeSource(), configure: { configuration in
                var group = UpstreamGroup([one.address])
                group.health = Self.check()
                group.health?.port = port
                group.holdTimeout = .zero
                let other = UpstreamGroup([two.address])
                configuration.sites = [Site([.any], routes: [Route(.proxy(other), pathPrefix: "/other"), Route(.proxy(group))])]
            }) { edge in
                edge.settle()
                edge.advance(seconds: 6)
                edge.settle(until: { edge.connect().get("/")?.status == 503 })
                #expect(edge.connect().get("/")?.status == 503)
                #expect(edge.connect().get("/other")?.text == "2")
            }
        }
        withExtendedLifetime(silent) {}
    }

    @Test("an upstream whose answers fail is passed over for as long as they are remembered")
    func passive() async throws {
        let (one, two) = (Chat("1"), Chat("2"))
        one.answers("500 Oops")
        try await TestEdge.run(configure: { configuration in
            var group = UpstreamGroup([one.address, two.address])
            group.passiveHealth = PassiveHealth(failDuration: .seconds(30))
            group.passiveHealth?.maxFails = 2
            group.passiveHealth?.unhealthyStatuses = [500...599]
            group.slowStart = .zero
            configuration.sites = [.proxy(.any, to: group)]
        }) { edge in
            let client = edge.connect()
            func statuses() -> [Int] { (0..<10).compactMap { _ in client.get("/")?.status } }
            #expect(statuses().filter { $0 == 500 }.count == 2)
            #expect(statuses().allSatisfy { $0 == 200 })
            one.answers("200 OK")
            edge.advance(seconds: 31)
            #expect(Set((0..<10).compactMap { _ in client.get("/")?.text }) == ["1", "2"])
        }
    }
}
