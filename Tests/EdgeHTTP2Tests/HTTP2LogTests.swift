@testable import EdgeCore
import EdgeHTTP2
import TestSupport
import Testing

/// What clients that break rules leave in the log.
@Suite struct HTTP2LogTests {
    @Test("a hundred connections that break a rule are ten lines, and one with their number")
    func brokenRules() async throws {
        let log = LogRecorder()
        try await TestEdge.run(protocols: [.http2], log: log) { edge in
            for _ in 0..<100 {
                let client = TestClient.connected(edge.port)
                client.send((0..<300).flatMap { _ in FrameBytes.ping() })
                #expect(client.first { $0.type == 7 }?.code == 11)
            }
            let lines = { log.lines.filter { $0.contains("HTTP/2 client broke a rule") } }
            edge.settle(until: { lines().count == 10 })
            #expect(lines().count == 10, "\(lines())")
            edge.advance(seconds: 11)
            edge.settle(until: { lines().count == 11 })
            #expect(lines().last == "warning HTTP/2 client broke a rule more=90")
        }
    }
}
