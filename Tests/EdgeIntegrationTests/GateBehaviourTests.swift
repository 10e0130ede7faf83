@testable import EdgeCore
import TestSupport
import Testing

/// Who may pass, and how often. Clients come by PROXY header: loopback is never limited.
@Suite("Rate limits and access rules")
struct GateBehaviourTests {
    private static func gating(_ routes: [Route]) -> (inout EdgeServer.Configuration) -> Void {
        { configuration in
            configuration.listeners[0].proxyProtocol = ProxyProtocol(from: [AddressRange("127.0.0.1")!])
            configuration.sites = [Site([.any], routes: routes + [Route(.respond(status: 200, body: "ok"))])]
        }
    }

    private static func client(_ address: String, of edge: TestEdge) -> TestConnection {
        let client = edge.connect()
        client.send("PROXY \(address.contains(":") ? "TCP6" : "TCP4") \(address) \(address) 1000 443\r\n")
        return client
    }

    @Test("beyond the limit is 429 with the time to wait, for this client and this path; then it passes again")
    func rate() async throws {
        let limit = RateLimit(2, per: .seconds(20), name: "login")
        try await TestEdge.run(configure: Self.gating([Route(.limitRate(limit), pathPrefix: "/api/login")])) { edge in
            let client = Self.client("203.0.113.7", of: edge)
            for _ in 0..<2 { #expect(client.get("/api/login")?.status == 200) }
            let refused = client.get("/api/login")
            #expect(refused?.status == 429)
            #expect(refused?.field("retry-after") == "10")
            #expect(refused?.text.contains("rate_limited") == true)
            #expect(client.get("/")?.status == 200)
            #expect(Self.client("203.0.113.8", of: edge).get("/api/login")?.status == 200)
            edge.advance(seconds: 11)
            #expect(client.get("/api/login")?.status == 200)
        }
    }

    @Test("counts outlive a reload; loopback and trusted proxies are not counted")
    func counts() async throws {
        let limited = Self.gating([Route(.limitRate(RateLimit(1, per: .seconds(60), name: "all")))])
        let configure = { (configuration: inout EdgeServer.Configuration) in
            limited(&configuration)
            configuration.trustedProxies = TrustedProxies(ranges: [AddressRange("198.51.100.0/24")!])
        }
        try await TestEdge.run(configure: configure) { edge in
            #expect(Self.client("203.0.113.7", of: edge).get("/")?.status == 200)
            try edge.reload { $0.limits.heldRequests = 7 }
            #expect(Self.client("203.0.113.7", of: edge).get("/")?.status == 429)
            for address in ["127.0.0.1", "198.51.100.9"] {
                for _ in 0..<3 { #expect(Self.client(address, of: edge).get("/")?.status == 200) }
            }
        }
    }

    @Test("the first rule that names the client decides")
    func access() async throws {
        let routes = [
            Route(.access(AccessRule(.allow, [AddressRange("203.0.113.7")!]))),
            Route(.access(AccessRule(.deny, [AddressRange("203.0.113.0/24")!, AddressRange("2001:db8::/32")!]))),
        ]
        try await TestEdge.run(configure: Self.gating(routes)) { edge in
            #expect(Self.client("203.0.113.7", of: edge).get("/")?.status == 200)
            #expect(Self.client("203.0.113.8", of: edge).get("/")?.status == 403)
            #expect(Self.client("2001:db8::1", of: edge).get("/")?.status == 403)
            #expect(Self.client("192.0.2.1", of: edge).get("/")?.status == 200)
        }
    }
}
