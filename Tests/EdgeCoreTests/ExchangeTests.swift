import Testing

@testable import EdgeCore

@Suite("An exchange that is lent again")
struct ExchangeTests {
    /// A worker that never runs, with one listener.
    private func makeExchange() throws -> Exchange {
        var configuration = EdgeServer.Configuration()
        configuration.listeners = [Listener(on: ListenAddress(port: 0))]
        let snapshot = Snapshot(configuration, generation: 0, loads: PeerLoadRegistry())
        let services = WorkerServices(
            timeSource: TimeSource(), resolver: NameResolver(executor: BlockingExecutor()), events: EventSink(),
            accessLog: AccessLogSink(capacity: 1))
        let handle = try WorkerHandle(index: 0)
        let worker = try Worker(handle: handle, peers: [handle], snapshot: snapshot, services: services)
        return Exchange(worker: worker, listener: try #require(snapshot.listeners.first))
    }

    private func contents(_ exchange: Exchange) -> [String: String] {
        let kept: Set = ["worker", "loop", "request", "response", "alarm", "adopted", "listener"]
        let children = Mirror(reflecting: exchange).children.filter { !kept.contains($0.label ?? "") }
        return Dictionary(uniqueKeysWithValues: children.map { ($0.label ?? "", "\($0.value)") })
    }

    @Test("holds nothing of the one before")
    func forgets() throws {
        let exchange = try makeExchange()
        let fresh = contents(exchange)
        exchange.phase = .responding
        exchange.record.client = .loopbackIPv6
        exchange.record.isFromTrustedProxy = true
        exchange.record.bytesIn = 7
        exchange.record.failure = .bodyTooLarge
        exchange.settled().bodyBytes = 1
        exchange.settled().skipsLog = true
        exchange.begin(Tunnel(isWebSocket: true))
        exchange.loggedHead = LoggedHead(exchange.request, target: nil)
        exchange.request.fields.append("Cookie", "secret")
        exchange.request.asksForUpgrade = true
        exchange.response.status = 200
        exchange.response.fields.append("Set-Cookie", "secret")
        #expect(contents(exchange) != fresh)
        exchange.recycle()
        #expect(contents(exchange) == fresh)
        let (requestLines, requestBytes) = (exchange.request.fields.count, exchange.request.fields.arena.count)
        let (responseLines, responseBytes) = (exchange.response.fields.count, exchange.response.fields.arena.count)
        #expect([requestLines, requestBytes, responseLines, responseBytes] == [0, 0, 0, 0])
        #expect(!exchange.request.asksForUpgrade && exchange.response.status == 0)
    }

    /// Whoever gives it another property says here that `recycle` forgets it.
    @Test("has no property that `recycle` does not know")
    func properties() throws {
        let known: Set = [
            "phase", "connection", "site", "way", "pool", "stream", "responder", "lease", "tunnel", "becameTunnel", "peer",
            "socketSlot", "upload", "requestEnded", "retries", "isReceivingPaused", "isRespondingPaused", "record",
            "responderName", "loggedHead", "share",
        ]
        #expect(Set(contents(try makeExchange()).keys) == known)
    }
}
