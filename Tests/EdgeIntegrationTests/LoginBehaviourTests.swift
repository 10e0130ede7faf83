@testable import EdgeCore
import TestSupport
import Testing

/// Log-ins by name and password.
@Suite("Log-ins")
struct LoginBehaviourTests {
    private static let hash = PasswordHash.bcrypt(Array("open sesame".utf8), cost: 4) ?? ""

    private static func asking(hash: String = hash) -> (inout EdgeServer.Configuration) -> Void {
        { configuration in
            configuration.listeners[0].proxyProtocol = ProxyProtocol(from: [AddressRange("127.0.0.1")!])
            let terms = BasicAuthentication(realm: "the \"club\"", users: ["alice": hash, "bob": Self.hash])
            configuration.sites = [
                Site(
                    [.any],
                    routes: [
                        Route(.authenticate(terms), pathPrefix: "/club"),
                        Route(.respond(status: 200, body: Template([.text("for "), .value(.user)]))),
                    ])
            ]
        }
    }

    private static func client(_ address: String, of edge: TestEdge) -> TestConnection {
        let client = edge.connect()
        client.send("PROXY TCP4 \(address) \(address) 1000 443\r\n")
        return client
    }

    private static func field(_ name: String, _ password: String) -> String {
        "Authorization: Basic \(Base64.encode(Array("\(name):\(password)".utf8)))\r\n"
    }

    private static func get(_ client: TestConnection, _ fields: String = "") -> TestResponse? {
        client.send("GET /club HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
        return client.readResponse()
    }

    @Test("without a log-in, or with a wrong one, is 401 with the realm; with the right one the request goes on")
    func login() async throws {
        try await TestEdge.run(configure: Self.asking()) { edge in
            let client = Self.client("203.0.113.7", of: edge)
            for fields in [
                "", Self.field("alice", "open"), Self.field("carol", "open sesame"), Self.field("alice", "open sesame\0"),
                "Authorization: Bearer x\r\n", "Authorization: Basic !\r\n", "Authorization: Basic\r\n",
                Self.field("alice", "open sesame") + Self.field("alice", "open sesame"),
            ] {
                let refused = Self.get(client, fields)
                #expect(refused?.status == 401, "\(fields)")
                #expect(refused?.field("www-authenticate") == #"Basic realm="the \"club\"", charset="UTF-8""#)
            }
            for name in ["alice", "bob", "alice"] {
                #expect(Self.get(client, Self.field(name, "open sesame"))?.text == "for \(name)")
            }
            #expect(client.get("/")?.text == "for ")
        }
    }

    @Test("a body that is sent with the log-in is not lost while the password is verified")
    func body() async throws {
        let upstream = TestUpstream { side in
            while let request = side.readRequest() {
                let body = String(decoding: request.body, as: UTF8.self)
                side.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        let port = upstream.port
        let configure = { (configuration: inout EdgeServer.Configuration) in
            Self.asking()(&configuration)
            configuration.sites[0].routes[1] = Route(.proxy(UpstreamGroup([.tcp(host: "127.0.0.1", port: port)])))
        }
        try await TestEdge.run(upstream: upstream, configure: configure) { edge in
            let client = Self.client("203.0.113.7", of: edge)
            client.send(
                "POST /club HTTP/1.1\r\nHost: a\r\n\(Self.field("alice", "open sesame"))Content-Length: 5\r\n\r\nhello")
            #expect(client.readResponse()?.text == "hello")
        }
    }

    @Test("slow hashes stop nobody else; a client has few in verification, and all clients a bounded number")
    func bounded() async throws {
        let slow = PasswordHash.bcrypt(Array("x".utf8), cost: 12) ?? ""
        try await TestEdge.run(configure: Self.asking(hash: slow)) { edge in
            let guesses = (0..<6).map { number in
                let client = Self.client("203.0.113.7", of: edge)
                client.send("GET /club HTTP/1.1\r\nHost: a\r\n\(Self.field("alice", "guess \(number)"))\r\n")
                return client
            }
            edge.settle()
            let begin = ContinuousClock.now
            #expect(Self.client("203.0.113.8", of: edge).get("/")?.status == 200)
            #expect(ContinuousClock.now - begin < .milliseconds(500))
            let answers = guesses.map { $0.readResponse()?.status }
            #expect(answers.count { $0 == 401 } >= 4)
            #expect(answers.contains(429))
            #expect(answers.allSatisfy { $0 == 401 || $0 == 429 })
        }
    }
}
