@testable import EdgeCore
import Logging
import Synchronization
import TestSupport
import Testing

/// Starting, reloading, stopping, and who gets which worker.
@Suite("A server's life")
struct LifeBehaviourTests {
    @Test("1,000 sockets over two workers differ by less than 10 %, at opening and after random closing")
    func balance() async throws {
        try await TestEdge.run(configure: { $0.workers = 2 }) { edge in
            var random = SystemRandomNumberGenerator()
            var sockets = (0..<1000).map { _ in edge.connect() }
            for socket in sockets { #expect(socket.get("/")?.status == 200) }
            func difference() -> Double {
                let counts = edge.server.connectionsByWorker()
                return Double(abs(counts[0] - counts[1])) / Double(counts[0] + counts[1])
            }
            #expect(difference() < 0.1, "\(edge.server.connectionsByWorker())")
            sockets.shuffle(using: &random)
            sockets.removeLast(500)
            edge.settle(until: { edge.server.connectionsByWorker().reduce(0, +) == 500 })
            for _ in 0..<500 {
                let socket = edge.connect()
                _ = socket.get("/")
                sockets.append(socket)
            }
            #expect(edge.server.connectionsByWorker().reduce(0, +) == 1000)
            #expect(difference() < 0.1, "\(edge.server.connectionsByWorker())")
        }
    }

    @Test("a graceful stop lets requests finish, tells kept connections, and takes no new ones")
    func drain() async throws {
        let reached = Gate<Bool>()
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            reached.open()
            _ = goOn.wait()
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone")
        }
        try await TestEdge.run(upstream: upstream, clock: TimeSource()) { edge in
            let idle = edge.connect()
            let busy = edge.connect()
            busy.request("GET", "/")
            _ = reached.wait()
            edge.drain()
            #expect(idle.readToEnd().isEmpty)
            goOn.open()
            let response = busy.readResponse()
            #expect(response?.text == "done")
            #expect(response?.field("connection") == "close")
            #expect(busy.readToEnd().isEmpty)
        }
    }

    @Test("a reload is all or nothing: what cannot work is an error, and leaves everything as it was")
    func badReload() async throws {
        try await TestEdge.run { edge in
            #expect(throws: ConfigurationError.self) {
                try edge.reload { $0.sites = [.proxy(.any, to: UpstreamGroup([]))] }
            }
            #expect(throws: ListenError.self) {
                try edge.reload { $0.listeners.append(Listener(on: ListenAddress(host: "192.0.2.1", port: 1))) }
            }
            #expect(edge.connect().get("/")?.text == "hello")
        }
    }

    @Test("a request in flight finishes on the configuration that it began with")
    func reloadInFlight() async throws {
        let reached = Gate<Bool>()
        let goOn = Gate<Bool>()
        let upstream = TestUpstream { side in
            _ = side.readHead()
            reached.open()
            _ = goOn.wait()
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold")
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/")
            _ = reached.wait()
            try edge.reload { $0.sites = [Site([.any], routes: [Route(.respond(status: 200, body: "new"))])] }
            #expect(edge.connect().get("/")?.text == "new")
            goOn.open()
            #expect(client.readResponse()?.text == "old")
            #expect(client.get("/")?.text == "new")
        }
    }

    @Test("an address that is taken is an error that says what to do")
    func taken() async throws {
        try await TestEdge.run { edge in
            var second = edge.configuration
            second.listeners = [Listener(on: ListenAddress(host: "127.0.0.1", port: edge.port))]
            let configuration = second
            let error = #expect(throws: ListenError.self) {
                try edge.waiting { try await EdgeServer(configuration: configuration, logger: Logger(label: "second")).run() }
            }
            #expect(error?.description.contains("another program listens there") == true)
        }
    }
}
