@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// Large bodies in front of a turnstile.
@Suite("The turnstile of uploads")
struct UploadBehaviourTests {
    /// An upstream that keeps every upload until it is told to answer, and counts those it has.
    private final class Keeper: Sendable {
        private let state = Mutex((now: 0, most: 0, seen: 0))
        private let answers: Mutex<Int> = Mutex(0)

        var seen: Int { state.withLock { $0.seen } }
        var most: Int { state.withLock { $0.most } }
        func answer(_ count: Int = 1) { answers.withLock { $0 += count } }

        func makeUpstream() -> TestUpstream {
            TestUpstream { [self] side in
                while let head = side.readHead() {
                    state.withLock {
                        $0.now += 1
                        $0.seen += 1
                        $0.most = max($0.most, $0.now)
                    }
                    let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
                    _ = length.map { side.take(Int($0.dropFirst(16))!) }
                    if length == nil, head.contains("chunked") { _ = side.readChunked() }
                    if head.hasPrefix("POST") {
                        while !answers.withLock({ count in
                            guard count > 0 else { return false }
                            count -= 1
                            return true
                        }) { Pause.short() }
                    }
                    state.withLock { $0.now -= 1 }
                    side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                }
            }
        }
    }

    private static func limiting(_ count: Int) -> (inout EdgeServer.Configuration) -> Void {
        { $0.sites[0].uploads = UploadLimit(count, over: 1000) }
    }

    private static let body = String(repeating: "x", count: 5000)

    @Test("the third upload waits for one of two places, in order; what is small passes by")
    func waits() async throws {
        let keeper = Keeper()
        try await TestEdge.run(upstream: keeper.makeUpstream(), configure: Self.limiting(2)) { edge in
            var clients: [TestConnection] = []
            for number in 0..<4 {
                let client = edge.connect()
                client.request("POST", "/\(number)", ["Content-Length: 5000"], body: Self.body)
                clients.append(client)
                edge.settle()
            }
            edge.settle(until: { keeper.seen == 2 })
            #expect(edge.connect().get("/")?.status == 200)
            let small = edge.connect()
            small.request("PUT", "/small", ["Content-Length: 5"], body: "hello")
            #expect(small.readResponse()?.status == 200)
            #expect(keeper.seen == 4)
            keeper.answer(4)
            for client in clients { #expect(client.readResponse()?.status == 200) }
            #expect(keeper.most <= 3)
            #expect(keeper.seen == 6)
        }
    }

    @Test("a body without a length counts as large, and what had come of it meanwhile is not lost")
    func chunked() async throws {
        let keeper = Keeper()
        try await TestEdge.run(upstream: keeper.makeUpstream(), configure: Self.limiting(1)) { edge in
            let first = edge.connect()
            first.request("POST", "/", ["Content-Length: 5000"], body: Self.body)
            edge.settle(until: { keeper.seen == 1 })
            let second = edge.connect()
            second.request("POST", "/", ["Transfer-Encoding: chunked"], body: "5\r\nhello\r\n0\r\n\r\n")
            edge.settle()
            #expect(keeper.seen == 1)
            keeper.answer(2)
            #expect(first.readResponse()?.status == 200)
            #expect(second.readResponse()?.status == 200)
            #expect(keeper.most == 1)
        }
    }

    @Test("who goes while waiting, or while holding a place, leaves it to the next; waiting has no clock")
    func gone() async throws {
        let keeper = Keeper()
        try await TestEdge.run(upstream: keeper.makeUpstream(), configure: Self.limiting(1)) { edge in
            let holder = edge.connect()
            holder.request("POST", "/", ["Content-Length: 5000"], body: Self.body)
            edge.settle(until: { keeper.seen == 1 })
            let impatient = edge.connect()
            impatient.request("POST", "/", ["Content-Length: 5000"], body: String(repeating: "x", count: 2000))
            let patient = edge.connect()
            patient.request("POST", "/", ["Content-Length: 5000"], body: Self.body)
            edge.settle()
            for _ in 0..<5 { edge.advance(seconds: 59) }
            impatient.close()
            _ = impatient.readToEnd()
            keeper.answer(2)
            #expect(holder.readResponse()?.status == 200)
            #expect(patient.readResponse()?.status == 200)
            #expect(keeper.seen == 2)
        }
    }

    @Test("a reload with more places lets those through who wait")
    func reload() async throws {
        let keeper = Keeper()
        try await TestEdge.run(upstream: keeper.makeUpstream(), configure: Self.limiting(1)) { edge in
            let clients = (0..<2).map { _ in edge.connect() }
            for client in clients {
                client.request("POST", "/", ["Content-Length: 5000"], body: Self.body)
                edge.settle()
            }
            edge.settle(until: { keeper.seen == 1 })
            try edge.reload { Self.limiting(2)(&$0) }
            edge.settle(until: { keeper.seen == 2 })
            #expect(keeper.seen == 2)
            keeper.answer(2)
            for client in clients { #expect(client.readResponse()?.status == 200) }
        }
    }
}
