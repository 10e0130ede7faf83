@testable import EdgeCore
@testable import EdgeHTTP2
import TestSupport
import Testing

/// What waits in HTTP/2 connections counts in the worker's backlog.
@Suite struct HTTP2BacklogTests {
    private static let ceiling = 512 * 1024

    private static func configure(_ port: Int) -> (inout EdgeServer.Configuration) -> Void {
        { configuration in
            configuration.limits.workerUnsentBytes = ceiling
            let away = Route(.proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: port)])))
            configuration.sites[0].routes = [Route(.respond(status: 200, body: "alive"), pathPrefix: "/alive"), away]
        }
    }

    /// Bodies on twenty streams of each connection, for an upstream that is away.
    private static var bodies: [UInt8] {
        (0..<20).flatMap { number in
            let stream = UInt32(2 * number + 1)
            return FrameBytes.headers(stream, FrameBytes.request("POST"), end: false)
                + FrameBytes.data(stream, [UInt8](repeating: 0x62, count: 4000))
        }
    }

    /// A head of 30,000 bytes that goes on in a frame that does not come.
    private static var openHead: [UInt8] {
        let fields = FrameBytes.request("GET", "/", [("x-a", String(repeating: "a", count: 15_000)), ("x-b", String(repeating: "b", count: 12_000))])
        let block = FrameBytes.block(fields)
        return FrameBytes.frame(1, flags: 1, stream: 1, Array(block.prefix(14_000))) + FrameBytes.frame(9, stream: 1, Array(block.dropFirst(14_000)))
    }

    @Test("and stays below its ceiling, whatever waits", arguments: ["bodies", "heads"])
    func ceiling(_ kind: String) async throws {
        try await TestEdge.run(protocols: [.http2], configure: Self.configure(TestUpstream.closedPort())) { edge in
            let bytes = kind == "bodies" ? Self.bodies : Self.openHead
            let clients = (0..<40).map { _ in TestClient.connected(edge.port) }
            let most = edge.mostKept(while: clients) { $0.send(bytes) }
            #expect(most > Self.ceiling / 2, "\(most)")
            #expect(most <= Self.ceiling, "\(most)")
            let other = TestClient.connected(edge.port)
            other.send(FrameBytes.headers(1, FrameBytes.request("GET", "/alive")))
            #expect(other.response().text == "alive")
            for client in clients { client.leave() }
            edge.settle(until: { edge.counters.keptBytes == 0 })
            #expect(edge.counters.keptBytes == 0)
        }
    }
}
