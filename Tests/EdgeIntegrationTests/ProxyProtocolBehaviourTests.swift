@testable import EdgeCore
import TestSupport
import Testing

/// Clients behind a proxy that names them in front of the connection, and upstreams that are told so.
@Suite("The PROXY protocol")
struct ProxyProtocolBehaviourTests {
    private static let request = "GET / HTTP/1.1\r\nHost: chat.example.com\r\nCF-Connecting-IP: 6.6.6.6\r\n\r\n"

    private static func believing(
        _ senders: String..., except: [String] = [], timeout: Duration? = nil
    ) -> (inout EdgeServer.Configuration) -> Void {
        let setting = ProxyProtocol(
            from: senders.compactMap { AddressRange($0) }, except: except.compactMap { AddressRange($0) }, timeout: timeout)
        return { $0.listeners[0].proxyProtocol = setting }
    }

    private func client(of head: String) -> String? {
        head.split(separator: "\r\n").first { $0.hasPrefix("X-Forwarded-For: ") }.map { String($0.dropFirst(17)) }
    }

    @Test("the client is whom the header names, in whatever pieces it comes")
    func named() async throws {
        let heads = ForwardingBehaviourTests.Heads()
        let upstream = ForwardingBehaviourTests.noting(heads)
        try await TestEdge.run(upstream: upstream, configure: Self.believing("127.0.0.0/8")) { edge in
            let whole = edge.connect()
            whole.send("PROXY TCP4 203.0.113.7 10.0.0.1 51234 443\r\n" + Self.request)
            #expect(whole.readResponse()?.status == 200)
            let pieces = edge.connect()
            for byte in "PROXY TCP6 2001:db8::7 ::1 51234 443\r\n" {
                pieces.send(String(byte))
                edge.settle()
            }
            pieces.send(Self.request)
            #expect(pieces.readResponse()?.status == 200)
            let own = edge.connect()
            own.send([13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x20, 0, 0, 0] + Array(Self.request.utf8))
            #expect(own.readResponse()?.status == 200)
        }
        #expect(heads.all.map(client) == ["203.0.113.7", "2001:db8::7", "127.0.0.1"])
        #expect(!heads.all.contains { $0.contains("6.6.6.6") })
    }

    @Test("without a header, or with one that is malformed, a sender's connection is closed unanswered")
    func required() async throws {
        try await TestEdge.run(configure: Self.believing("127.0.0.1")) { edge in
            for start in [Self.request, "PROXY TCP4 1.1.1.1 1.1.1.1 1\r\n" + Self.request, "\r\n\r\n\0\r\nQUIX"] {
                let client = edge.connect()
                client.send(start)
                #expect(client.readToEnd().isEmpty)
            }
            let half = edge.connect()
            half.send("PROXY TCP4 203.0.113.7")
            half.finishSending()
            #expect(half.readToEnd().isEmpty)
        }
    }

    @Test("a stranger's header is a malformed request, and names nobody")
    func strangers() async throws {
        let heads = ForwardingBehaviourTests.Heads()
        let upstream = ForwardingBehaviourTests.noting(heads)
        try await TestEdge.run(upstream: upstream, configure: Self.believing("10.0.0.0/8")) { edge in
            let liar = edge.connect()
            liar.send("PROXY TCP4 203.0.113.7 10.0.0.1 51234 443\r\n" + Self.request)
            #expect(liar.readResponse()?.status == 400)
            let honest = edge.connect()
            honest.send(Self.request)
            #expect(honest.readResponse()?.status == 200)
        }
        #expect(heads.all.map(client) == ["127.0.0.1"])
    }

    @Test("who is excepted sends none")
    func excepted() async throws {
        try await TestEdge.run(configure: Self.believing("127.0.0.0/8", except: ["127.0.0.1"])) { edge in
            #expect(edge.connect().get("/")?.status == 200)
        }
    }

    @Test("the header has its time, and the first head no more than before")
    func slow() async throws {
        try await TestEdge.run(configure: Self.believing("127.0.0.1", timeout: .seconds(2))) { edge in
            let silent = edge.connect()
            edge.settle()
            edge.advance(seconds: 3)
            #expect(silent.readToEnd().isEmpty)
            let slow = edge.connect()
            slow.send("PROXY UNKNOWN\r\nGET / HT")
            edge.settle()
            edge.advance(seconds: 8)
            slow.send("TP/1.1\r\n")
            edge.settle()
            edge.advance(seconds: 8)
            #expect(slow.readResponse()?.status == 408)
        }
    }

    @Test("trusted_proxies is asked about the client that the header names, not about the proxy")
    func trust() async throws {
        let heads = ForwardingBehaviourTests.Heads()
        let upstream = ForwardingBehaviourTests.noting(heads)
        let configure = { (configuration: inout EdgeServer.Configuration) in
            Self.believing("127.0.0.1")(&configuration)
            configuration.trustedProxies = TrustedProxies(ranges: [AddressRange("198.51.100.0/24")!, AddressRange("127.0.0.1")!])
        }
        try await TestEdge.run(upstream: upstream, configure: configure) { edge in
            for peer in ["203.0.113.7", "198.51.100.1"] {
                let client = edge.connect()
                client.send("PROXY TCP4 \(peer) 10.0.0.1 51234 443\r\n")
                client.send("GET / HTTP/1.1\r\nHost: chat.example.com\r\nX-Forwarded-For: 192.0.2.55\r\n\r\n")
                #expect(client.readResponse()?.status == 200)
            }
        }
        #expect(heads.all.map(client) == ["203.0.113.7", "192.0.2.55"])
    }

    @Test(
        "an upstream is told the client on a connection for each request",
        arguments: [ProxyProtocolVersion.v1, .v2])
    func told(version: ProxyProtocolVersion) async throws {
        let heads = ForwardingBehaviourTests.Heads()
        let upstream = TestUpstream { side in
            var bytes: [UInt8] = []
            while true {
                if case .header(let header) = ProxyHeaderParser.parse(bytes.span, limit: 4096) {
                    heads.append(header.ends?.source.host ?? "nobody")
                    break
                }
                bytes += side.take(1)
            }
            while side.readRequest() != nil { side.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        let configure = { (configuration: inout EdgeServer.Configuration) in
            Self.believing("127.0.0.1")(&configuration)
            var group = UpstreamGroup([.tcp(host: "127.0.0.1", port: upstream.port)])
            group.proxyProtocol = version
            configuration.sites = [.proxy(.any, to: group)]
        }
        try await TestEdge.run(upstream: upstream, configure: configure) { edge in
            for peer in ["203.0.113.7", "203.0.113.8"] {
                let client = edge.connect()
                client.send("PROXY TCP4 \(peer) 10.0.0.1 51234 443\r\n")
                for _ in 0..<2 { #expect(client.get("/")?.status == 200) }
            }
        }
        #expect(heads.all == ["203.0.113.7", "203.0.113.7", "203.0.113.8", "203.0.113.8"])
    }
}
