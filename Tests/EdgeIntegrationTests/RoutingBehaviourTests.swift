import EdgeCore
import TestSupport
import Testing

/// Requests on their way along routes.
@Suite("Routes")
struct RoutingBehaviourTests {
    private func run(
        _ routes: [Route], errors: [Route] = [], upstream: TestUpstream? = nil, _ script: @escaping @Sendable (TestEdge) throws -> Void
    ) async throws {
        try await TestEdge.run(upstream: upstream, configure: { configuration in
            configuration.sites[0].routes = routes + configuration.sites[0].routes
            configuration.sites[0].errorRoutes = errors
        }, script)
    }

    private static func say(_ text: Template, status: Int? = nil) -> Route.Action { .respond(status: status, body: text) }

    @Test("the first that answers ends the way; conditions are asked when their turn comes")
    func order() async throws {
        try await run([
            Route(.rewrite("/new"), when: [.path(["/old"])]), Route(Self.say("rewritten"), when: [.path(["/new"])]),
            Route(Self.say("post"), when: [.method(["POST", "PURGE"])]), Route(Self.say("options"), when: [.method(["OPTIONS"])]),
            Route(Self.say("both"), when: [.path(["/x*"]), .query([.init(key: "a", value: "b c")])]),
        ]) { edge in
            let client = edge.connect()
            #expect(client.get("/old")?.text == "rewritten")
            #expect(client.get("/new")?.text == "rewritten")
            #expect(client.get("/xyz?q=1&a=b+c")?.text == "both")
            #expect(client.get("/xyz?a=b")?.text == "hello")
            client.request("PURGE", "/")
            #expect(client.readResponse()?.text == "post")
            client.request("OPTIONS", "/")
            #expect(client.readResponse()?.text == "options")
        }
    }

    @Test("of alternatives only the first is taken, and the way goes on behind them")
    func alternatives() async throws {
        try await run([
            Route(.oneOf([Route(.editResponse([.add(name: "X-Way", value: "a")]))]), when: [.path(["/a*"])]),
            Route(.oneOf([Route(.editResponse([.add(name: "X-Way", value: "ab")]))]), when: [.path(["/ab*"])]),
            Route(.routes([
                Route(.oneOf([Route(.editResponse([.add(name: "X-Inner", value: "1")]))])),
                Route(.oneOf([Route(.editResponse([.add(name: "X-Inner", value: "2")]))])),
            ])),
            Route(.routes([Route(.oneOf([Route(.editResponse([.add(name: "X-Inner", value: "3")]))]))])),
        ]) { edge in
            let answer = edge.connect().get("/abc")
            #expect(answer?.text == "hello")
            #expect(answer?.head.contains("X-Way: a\r\n") == true)
            #expect(answer?.head.contains("X-Way: ab") == false)
            #expect(answer?.head.contains("X-Inner: 1\r\n") == true)
            #expect(answer?.head.contains("X-Inner: 2") == false)
            // Entered anew, a list has its own alternatives.
            #expect(answer?.head.contains("X-Inner: 3\r\n") == true)
        }
    }

    @Test("no way of writing a path leads past a condition", arguments: [
        "/admin", "/ADMIN/x", "//admin", "/%61dmin", "/x/../admin", "/x/%2e%2e/admin", "/./admin", "/admin/../admin/", "/%2fadmin",
    ])
    func noWayRound(target: String) async throws {
        try await run([Route(.fail(status: 403, message: nil), when: [.path(["/admin", "/admin/*"])])]) { edge in
            #expect(edge.connect().get(target)?.status == 403)
        }
    }

    @Test("what conditions look at: host, fields, address, scheme, version, patterns, and their opposites")
    func conditions() async throws {
        let images = try TextPattern(#"^/img/([0-9]+)\.(png|jpg)$"#)
        try await run([
            Route(Self.say("host"), when: [.host(["*.example.org"])]),
            Route(Self.say("field"), when: [.field("X-Kind", values: ["a*", "*z"])]),
            Route(Self.say("there"), when: [.field("X-There", values: [])]),
            Route(Self.say(Template([.value(.capture("image", 1)), .text("/"), .value(.capture("", 2))])), when: [.pathMatches(images, name: "image")]),
            Route(Self.say("agent"), when: [.fieldMatches("User-Agent", try TextPattern("(?i)bot"))]),
            Route(Self.say("local"), when: [.path(["/who"]), .peer([try #require(AddressRange("127.0.0.0/8"))])]),
            Route(Self.say("stranger"), when: [.path(["/who"])]),
            Route(Self.say("plain"), when: [.path(["/scheme"]), .isEncrypted(false), .version(.http11)]),
            Route(Self.say("not"), when: [.path(["/not*"]), .not([.path(["/not/this"])])]),
            Route(Self.say("absent"), when: [.path(["/absent"]), .fieldIsAbsent("X-Token")]),
        ]) { edge in
            func answer(_ target: String, _ fields: String...) -> String? {
                let client = edge.connect()
                client.request("GET", target, fields)
                return client.readResponse()?.text
            }
            let client = edge.connect()
            client.send("GET / HTTP/1.1\r\nHost: A.example.ORG:80\r\n\r\n")
            #expect(client.readResponse()?.text == "host")
            #expect(answer("/", "X-Kind: abc") == "field" && answer("/", "x-kind: xyz") == "field" && answer("/", "X-Kind: b") == "hello")
            #expect(answer("/", "X-There: ") == "there")
            #expect(answer("/img/12.png") == "12/png" && answer("/img/x.png") == "hello")
            #expect(answer("/", "User-Agent: GoogleBot/2") == "agent")
            #expect(answer("/who") == "local" && answer("/scheme") == "plain")
            #expect(answer("/not/that") == "not" && answer("/not/this") == "hello")
            #expect(answer("/absent") == "absent" && answer("/absent", "X-Token: 1") == "hello")
        }
    }

    @Test("an upstream gets the request as the way has made it, and the client the answer")
    func forwarding() async throws {
        let upstream = TestUpstream { side in
            while let request = side.readRequest() {
                let lines = request.head.split(separator: "\r\n")
                let told = lines.filter { $0.hasPrefix("GET") || $0.hasPrefix("PUT") || $0.lowercased().hasPrefix("x-") }.joined(separator: "|")
                side.send(
                    "HTTP/1.1 200 OK\r\nContent-Security-Policy: app\r\nX-Powered-By: app\r\nServer: app/1.0\r\nContent-Length: \(told.utf8.count)\r\n\r\n\(told)")
            }
        }
        try await run([
            Route(.oneOf([
                Route(.editTarget(.removePrefix("/api"))), Route(.setMethod("PUT")),
                Route(.editRequest([.set(name: "X-Path", value: Template([.value(.originalTarget), .text(" "), .value(.target)])), .remove(name: "X-Secret-*")])),
            ]), when: [.path(["/api/*"])]),
            Route(.editResponse([
                .setDefault(name: "Content-Security-Policy", value: "edge"), .setDefault(name: "X-Frame-Options", value: "DENY"),
                .remove(name: "X-Powered-By"), .replace(name: "Server", pattern: try TextPattern("/.*"), value: ""),
            ])),
        ], upstream: upstream) { edge in
            let client = edge.connect()
            client.request("GET", "/api/a%20b?q=1", ["X-Secret-One: 1", "X-Secret-Two: 2", "X-Plain: 3"])
            let answer = client.readResponse()
            #expect(answer?.text.hasPrefix("PUT /a%20b?q=1 HTTP/1.1|X-Plain: 3|") == true, "\(answer?.text ?? "")")
            #expect(answer?.text.hasSuffix("|X-Path: /api/a%20b?q=1 /a%20b?q=1") == true, "\(answer?.text ?? "")")
            #expect(answer?.field("content-security-policy") == "app")
            #expect(answer?.field("x-frame-options") == "DENY")
            #expect(answer?.field("x-powered-by") == nil)
            #expect(answer?.field("server") == "app")
        }
    }

    @Test("failures are answered by the routes for them, with their status; the last word is the edge's own")
    func failures() async throws {
        let dead = UpstreamGroup([.tcp(host: "127.0.0.1", port: TestUpstream.closedPort())])
        var hopeless = dead
        hopeless.holdTimeout = .zero
        try await run([
            Route(.fail(status: 403, message: "not <you> \"there\""), when: [.path(["/secret*"])]), Route(.proxy(hopeless), when: [.path(["/chat"])]),
            Route(.abort, when: [.path(["/abort"])]), Route(.limitBody(3), when: [.path(["/small"])]),
        ], errors: [
            Route(.oneOf([Route(Self.say("back soon"))]), when: [.failure([503...503])]),
            Route(.oneOf([Route(.redirect(status: 302, location: "/login"))]), when: [.failure([400...499]), .path(["/secret/login"])]),
            Route(.oneOf([Route(Self.say(Template([.value(.errorStatus), .text(" "), .value(.errorStatusText), .text(": "), .value(.errorMessage)])))]),
                when: [.failure([413...413])]),
        ]) { edge in
            let away = edge.connect().get("/chat")
            #expect(away?.status == 503 && away?.text == "back soon" && away?.field("retry-after") != nil)
            #expect(edge.connect().get("/secret/login")?.field("location") == "/login")
            let page = edge.connect().get("/secret", "Accept: text/html")
            #expect(page?.status == 403 && page?.text.contains("not &lt;you&gt; &quot;there&quot;") == true)
            #expect(edge.connect().get("/secret")?.text == "403 not <you> \"there\"\n")
            #expect(edge.connect().get("/abort") == nil)
            let large = edge.connect()
            large.request("POST", "/small", ["Content-Length: 4"], body: "four")
            // Only a route that takes the body looks at its size.
            #expect(large.readResponse()?.text == "hello")
        }
    }
}
