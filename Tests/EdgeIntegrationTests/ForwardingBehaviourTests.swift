@testable import EdgeCore
import Synchronization
import TestSupport
import Testing

/// What the upstream sees of a request, verbatim.
@Suite("Towards the upstream")
struct ForwardingBehaviourTests {
    /// An upstream that notes every head and answers 200.
    static func noting(_ heads: Heads) -> TestUpstream {
        TestUpstream { side in
            while let request = side.readRequest() {
                heads.append(request.head)
                side.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            }
        }
    }

    final class Heads: Sendable {
        private let list = Mutex<[String]>([])
        func append(_ head: String) { list.withLock { $0.append(head) } }
        func replaceLast(_ head: String) { list.withLock { $0[$0.count - 1] = head } }
        var all: [String] { list.withLock { $0 } }
        var last: String { all.last ?? "" }
    }

    @Test("a head arrives with Host as sent, one client address, and nothing that strangers claim")
    func head() async throws {
        let heads = Heads()
        try await TestEdge.run(upstream: Self.noting(heads)) { edge in
            let client = edge.connect()
            client.send(
                "GET /a%20b?c=d HTTP/1.1\r\nHost: Chat.Example.com:8443\r\nCF-Connecting-IP: 6.6.6.6\r\n"
                    + "X-Forwarded-For: 1.1.1.1, 2.2.2.2\r\nx_forwarded_for: 3.3.3.3\r\nForwarded: for=4.4.4.4\r\n"
                    + "True-Client-IP: 5.5.5.5\r\nX-Real-IP: 7.7.7.7\r\nX-Forwarded-Proto: https\r\n"
                    + "Cookie: a=b\r\nConnection: close, X-Private\r\nX-Private: secret\r\nKeep-Alive: 5\r\n"
                    + "Proxy-Connection: close\r\nTE: trailers\r\nAccept: */*\r\n\r\n")
            #expect(client.readResponse()?.status == 200)
        }
        let head = heads.last
        #expect(head.hasPrefix("GET /a%20b?c=d HTTP/1.1\r\n"))
        #expect(head.contains("\r\nHost: Chat.Example.com:8443\r\n"))
        #expect(head.contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"))
        #expect(head.contains("\r\nX-Real-IP: 127.0.0.1\r\n"))
        #expect(head.contains("\r\nX-Forwarded-Proto: http\r\n"))
        #expect(head.contains("\r\nX-Forwarded-Host: Chat.Example.com:8443\r\n"))
        #expect(head.contains("\r\nCookie: a=b\r\n"))
        for gone in ["6.6.6.6", "1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4", "5.5.5.5", "7.7.7.7", "X-Private", "Keep-Alive", "close"] {
            #expect(!head.contains(gone), "\(gone)")
        }
    }

    @Test("a trusted proxy speaks for its client, from the right past trusted addresses")
    func trustedProxy() async throws {
        let heads = Heads()
        try await TestEdge.run(
            upstream: Self.noting(heads),
            configure: { $0.trustedProxies = TrustedProxies(ranges: ["127.0.0.0/8", "10.0.0.0/8"].compactMap(AddressRange.init)) }
        ) { edge in
            let client = edge.connect()
            _ = client.get(
                "/", "X-Forwarded-For: 9.9.9.9, 203.0.113.7, 10.1.2.3", "X-Forwarded-Proto: https",
                "X-Forwarded-Host: public.example.com", "CF-Connecting-IP: 6.6.6.6")
        }
        #expect(heads.last.contains("\r\nX-Forwarded-For: 203.0.113.7\r\n"))
        #expect(heads.last.contains("\r\nX-Forwarded-Proto: https\r\n"))
        #expect(heads.last.contains("\r\nX-Forwarded-Host: public.example.com\r\n"))
        #expect(!heads.last.contains("6.6.6.6"))
        #expect(!heads.last.contains("9.9.9.9"))
    }

    @Test("connections are kept, and used for one request after the other")
    func keepAlive() async throws {
        let connections = Mutex(0)
        let upstream = TestUpstream { side in
            connections.withLock { $0 += 1 }
            while side.readRequest() != nil { side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            for _ in 0..<3 {
                let client = edge.connect()
                for _ in 0..<5 { #expect(client.get("/")?.status == 200) }
            }
        }
        #expect(connections.withLock { $0 } == 1)
    }

    @Test("of many kept connections the upstream closes some, in any order, and the others go on")
    func closedBetween() async throws {
        let connections = Mutex(0)
        let leave = (0..<6).map { _ in Gate<Bool>() }
        let all = Gate<Bool>()
        let upstream = TestUpstream { side in
            let number = connections.withLock { count in
                defer { count += 1 }
                return count
            }
            guard side.readRequest() != nil else { return }
            // Nobody is answered before everybody has a connection; each lets the next one go.
            if number < 5 { _ = all.wait() }
            all.open()
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)")
            // The first, the last and one between them.
            if [0, 2, 5].contains(number) {
                _ = leave[number].wait()
                return
            }
            while side.readRequest() != nil { side.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\(number)") }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let clients = (0..<6).map { _ in edge.connect() }
            for client in clients { client.request("GET", "/") }
            for client in clients { #expect(client.readResponse()?.status == 200) }
            for (place, number) in [2, 0, 5].enumerated() {
                leave[number].open()
                edge.settle(until: { edge.idleUpstreams == 5 - place })
                #expect(edge.idleUpstreams == 5 - place)
            }
            var answers: [String] = []
            for client in clients { answers.append(client.get("/")?.text ?? "") }
            #expect(Set(answers).isSubset(of: ["1", "3", "4"]), "\(answers)")
        }
        #expect(connections.withLock { $0 } == 6)
    }

    @Test("a kept connection that turns out dead is made up for, for GET and not for POST")
    func deadConnection() async throws {
        let upstream = TestUpstream { side in
            // Answers one request, reads the next one, and leaves without a word.
            guard side.readRequest() != nil else { return }
            side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            _ = side.readHead()
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            #expect(client.get("/first")?.status == 200)
            #expect(client.get("/again")?.status == 200)
            client.request("POST", "/message", ["Content-Length: 2"], body: "hi")
            #expect(client.readResponse()?.status == 502)
        }
    }

    @Test("a connection with bytes behind its response is never used again", arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nevil",
    ])
    func extraBytes(answer: String) async throws {
        let connections = Mutex(0)
        let upstream = TestUpstream { side in
            connections.withLock { $0 += 1 }
            while side.readRequest() != nil { side.send(answer) }
        }
        try await TestEdge.run(upstream: upstream) { edge in
            let client = edge.connect()
            for _ in 0..<3 { #expect(client.get("/")?.text == "ok") }
        }
        #expect(connections.withLock { $0 } == 3)
    }

    @Test("several upstreams take turns", arguments: [BalancingPolicy.roundRobin, .leastConnections])
    func balance(policy: BalancingPolicy) async throws {
        let upstreams = (0..<3).map { TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\($0)") }
        try await TestEdge.run(configure: { configuration in
            let peers = upstreams.map { UpstreamAddress.tcp(host: "127.0.0.1", port: $0.port) }
            configuration.sites = [.proxy(.any, to: UpstreamGroup(peers, policy: policy))]
        }) { edge in
            let client = edge.connect()
            let answers = (0..<9).compactMap { _ in client.get("/")?.text }
            for number in 0..<3 { #expect(answers.filter { $0 == "\(number)" }.count == 3, "\(answers)") }
        }
        withExtendedLifetime(upstreams) {}
    }

    @Test("of several upstreams, one that is away is passed over")
    func oneAway() async throws {
        let upstream = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        let closed = TestUpstream.closedPort()
        try await TestEdge.run(configure: { configuration in
            let peers: [UpstreamAddress] = [.tcp(host: "127.0.0.1", port: closed), .tcp(host: "127.0.0.1", port: upstream.port)]
            configuration.sites = [.proxy(.any, to: UpstreamGroup(peers))]
        }) { edge in
            let client = edge.connect()
            for _ in 0..<6 { #expect(client.get("/")?.text == "1") }
        }
        withExtendedLifetime(upstream) {}
    }

    @Test("the name localhost is found, as 127.0.0.1 first")
    func localhost() async throws {
        let upstream = TestUpstream(answering: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
        try await TestEdge.run(configure: {
            $0.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "localhost", port: upstream.port)]))]
        }) { edge in
            #expect(edge.connect().get("/")?.text == "1")
        }
        withExtendedLifetime(upstream) {}
    }
}
