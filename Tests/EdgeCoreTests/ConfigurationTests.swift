import Testing

@testable import EdgeCore

@Suite("The table of sites")
struct SiteTableTests {
    private static func compiled(_ label: String) -> CompiledSite {
        var groups: [UpstreamGroup] = []
        let site = Site([.any], routes: [Route(.respond(status: 200, body: Template(label)))])
        return CompiledSite(site, row: 0, limits: Limits(), groups: &groups, turnstiles: TurnstileRegistry())
    }

    private func table(_ names: String...) -> SiteTable {
        var table = SiteTable()
        for name in names { table.insert(Self.compiled(name), for: SiteName(name)) }
        return table
    }

    /// The name under which the site that answers was put in.
    private func answer(_ table: SiteTable, _ host: String) -> String? {
        guard let site = table.site(for: Array(host.utf8).span),
            case .respond(let response) = site.program.operations[0], let body = response.body.literal
        else { return nil }
        return String(decoding: body, as: UTF8.self)
    }

    @Test("answers with the exact name before the longest wildcard before the site without a name", arguments: [
        ("chat.example.com", "chat.example.com"), ("www.example.com", "*.example.com"),
        ("a.chat.example.com", "*.chat.example.com"),
        ("example.com", "*"), ("a.b.example.com", "*"), ("xexample.com", "*"), (".example.com", "*"), ("", "*"),
        // In any case, with or without a final dot.
        ("CHAT.Example.COM", "chat.example.com"), ("chat.example.com.", "chat.example.com"),
        ("WWW.EXAMPLE.COM.", "*.example.com"),
        ("chat.example.com..", "*"), (".", "*"), ("192.0.2.1", "192.0.2.1"), ("2001:DB8::1", "[2001:db8::1]"),
    ])
    func order(_ host: String, _ expected: String) {
        let table = table("*", "*.example.com", "chat.example.com", "*.chat.example.com", "192.0.2.1", "[2001:db8::1]")
        #expect(answer(table, host) == expected)
        // The order in which sites are put in decides nothing.
        let reversed = self.table("[2001:db8::1]", "192.0.2.1", "*.chat.example.com", "chat.example.com",
            "*.example.com", "*")
        #expect(answer(reversed, host) == expected)
    }

    @Test("answers nobody where no site fits")
    func nobody() {
        #expect(answer(table("a.example", "*.b.example"), "c.example") == nil)
        #expect(answer(table("*.b.example"), "b.example") == nil)
        #expect(answer(SiteTable(), "a") == nil && SiteTable().isEmpty)
    }

    @Test("keeps the first of two sites with one name")
    func twice() {
        var table = SiteTable()
        for label in ["first", "second"] {
            for name: SiteName in ["a.example", "*.a.example", .any] { table.insert(Self.compiled(label), for: name) }
        }
        for host in ["a.example", "x.a.example", "other"] { #expect(answer(table, host) == "first") }
    }

    @Test("finds each of thousands of names")
    func growth() {
        var table = SiteTable()
        for number in 0..<3000 { table.insert(Self.compiled("\(number)"), for: SiteName("host\(number).example")) }
        for number in 0..<3000 where number % 7 == 0 { #expect(answer(table, "HOST\(number).example") == "\(number)") }
        #expect(answer(table, "host3000.example") == nil)
    }

    @Test("reads names as they are written", arguments: [
        ("Chat.Example.COM.", SiteName.exact("chat.example.com")), ("*.Example.com", .wildcard("example.com")),
        ("*", .any),
        ("", .any), ("[2001:DB8::1]", .exact("2001:db8::1")), ("localhost", .exact("localhost")),
    ])
    func names(_ text: String, _ name: SiteName) {
        #expect(SiteName(text) == name)
        #expect(SiteName(SiteName(text).description) == name)
    }

    @Test("has the sites of a listener's own address, and of none")
    func listeners() {
        let first = ListenAddress(port: 80)
        let second = ListenAddress(host: "::1", port: 8080)
        var configuration = EdgeServer.Configuration()
        configuration.listeners = [Listener(on: first), Listener(on: second)]
        configuration.sites = [
            Site(["both.example"], routes: []), Site(["one.example"], on: [first], routes: []),
            Site(["two.example"], on: [second], routes: []),
        ]
        let snapshot = Snapshot(configuration, generation: 1, loads: PeerLoadRegistry())
        let served = snapshot.listeners.map { listener in
            ["both", "one", "two"].filter { listener.sites.site(for: Array("\($0).example".utf8).span) != nil }
        }
        #expect(served == [["both", "one"], ["both", "two"]])
    }

    @Test("matches paths by whole segments", arguments: [
        (nil, "/x", true), ("/", "/x", true), ("/api", "/api", true), ("/api", "/api/x", true),
        ("/api", "/apix", false),
        ("/api", "/ap", false), ("/api/", "/api/x", true), ("/api/", "/api", false), ("/api", "/API", true),
        ("", "/x", true), ("/", "*", true),
        ("x", "/x", false), ("/x", "*", false),
    ] as [(String?, String, Bool)])
    func paths(_ prefix: String?, _ path: String, _ fits: Bool) {
        var groups: [UpstreamGroup] = []
        let route = Route(.respond(status: 200, body: ""), pathPrefix: prefix)
        let program = RouteCompiler.compile([route], groups: &groups)
        let bytes = Array(path.utf8)
        #expect((program.patterns.isEmpty || program.fits(bytes.span, 0..<1)) == fits)
    }

    @Test("shares one pool between sites with the same upstreams, and its counters between reloads")
    func groups() {
        let group = UpstreamGroup([.tcp(host: "localhost", port: 8080)])
        let other = UpstreamGroup([.tcp(host: "localhost", port: 8081)])
        var configuration = EdgeServer.Configuration()
        configuration.sites = [.proxy("a", to: group), .proxy("b", to: group), .proxy("c", to: other)]
        let registry = PeerLoadRegistry()
        let snapshot = Snapshot(configuration, generation: 1, loads: registry)
        #expect(snapshot.groups == [group, other])
        snapshot.loads[0][0].add(3)
        #expect(Snapshot(configuration, generation: 2, loads: registry).loads[0][0].count == 3)
    }
}

@Suite("A wrong configuration")
struct ConfigurationCheckTests {
    private typealias Change = (inout EdgeServer.Configuration) -> Void

    private static func good() -> EdgeServer.Configuration {
        var configuration = EdgeServer.Configuration()
        configuration.listeners = [.plaintext(on: 8080), Listener(on: ListenAddress(host: "::1", port: 0))]
        configuration.sites = [.proxy("a", to: UpstreamGroup([.tcp(host: "localhost", port: 80), .unix(path: "/x")]))]
        return configuration
    }

    private func field(_ change: Change) -> String? {
        var configuration = Self.good()
        change(&configuration)
        do {
            try ConfigurationCheck.check(configuration)
            return nil
        } catch {
            return (error as? ConfigurationError)?.field ?? "\(error)"
        }
    }

    private static func route(_ action: Route.Action) -> Change {
        { $0.sites = [Site([.any], routes: [Route(.respond(status: 200, body: "")), Route(action)])] }
    }

    private static func group(_ change: (inout UpstreamGroup) -> Void) -> Change {
        var group = UpstreamGroup([.tcp(host: "a", port: 1)])
        change(&group)
        return route(.proxy(group))
    }

    @Test("is told from a good one")
    func goodOne() throws {
        try ConfigurationCheck.check(Self.good())
        #expect(field { $0.timeouts.idle = .zero } == nil)
        #expect(field { $0.timeouts.hold = .zero } == nil)
        #expect(field { $0.sites = [] } == nil)
        #expect(field { $0.workers = 256 } == nil)
        #expect(field { $0.sites[0].bodyBytes = 0 } == nil)
        #expect(field(Self.route(.redirect(status: 308, location: "https://a/\u{E9}"))) == nil)
    }

    @Test("names the listener")
    func listeners() {
        #expect(field { $0.listeners = [] } == "listeners")
        #expect(field { $0.listeners[1].address.port = 65536 } == "listeners[1].address")
        #expect(field { $0.listeners[0].address.port = -1 } == "listeners[0].address")
        #expect(field { $0.listeners[1].address.host = "localhost" } == "listeners[1].address")
        #expect(field { $0.listeners[1].address.host = "[::1]" } == "listeners[1].address")
        #expect(field { $0.listeners.append(.plaintext(on: 8080)) } == "listeners[2].address")
        // Port 0 is another one each time.
        #expect(field { $0.listeners.append(Listener(on: ListenAddress(host: "::1", port: 0))) } == nil)
        #expect(field { $0.workers = 0 } == "workers")
        #expect(field { $0.workers = 257 } == "workers")
    }

    @Test("names the site and the route")
    func routes() {
        let path = "sites[0].routes[1]"
        let long = String(repeating: "p", count: SocketAddress.longestPath)
        #expect(field(Self.group { $0.peers = [] }) == "\(path).peers")
        for peer: UpstreamAddress in [
            .tcp(host: "", port: 80), .tcp(host: "a", port: 0), .tcp(host: "a", port: 65536), .unix(path: ""),
            .unix(path: long + "p"),
        ] {
            #expect(field(Self.group { $0.peers.append(peer) }) == "\(path).peers[1]", "\(peer)")
        }
        #expect(field(Self.group { $0.peers = [.unix(path: long)] }) == nil)
        #expect(field(Self.group { $0.connectTimeout = .seconds(-1) }) == "\(path).connectTimeout")
        #expect(field(Self.group { $0.holdTimeout = .seconds(-1) }) == "\(path).holdTimeout")
        #expect(field(Self.group { $0.responseHeadTimeout = .seconds(-1) }) == "\(path).responseHeadTimeout")
        for edit: FieldEdit in [
            .set(name: "", value: "x"), .add(name: "A B", value: "x"), .remove(name: "A:"),
            .set(name: "A", value: "x\r\nB: y"),
            .add(name: "A", value: "\u{0}"),
        ] {
            #expect(field(Self.group { $0.requestEdits = [edit] }) == "\(path).requestEdits[0]", "\(edit)")
            #expect(field(Self.group { $0.responseEdits = [edit] }) == "\(path).responseEdits[0]", "\(edit)")
        }
        for status in [-1, 0, 101, 199, 600, 1000] {
            #expect(field(Self.route(.respond(status: status, body: ""))) == path)
        }
        for status in [200, 299, 400] { #expect(field(Self.route(.redirect(status: status, location: "/"))) == path) }
        #expect(field(Self.route(.redirect(status: 302, location: "/\r\nSet-Cookie: a=b"))) == path)
        #expect(field(Self.route(.respond(status: 200, body: "", contentType: "a\nb"))) == path)
        #expect(field { $0.sites[0].bodyBytes = -1 } == "sites[0].bodyBytes")
        #expect(field { $0.sites[0].routes[0].conditions = [.pathPrefix("api")] } == "sites[0].routes[0]")
        #expect(field { $0.sites[0].routes[0].conditions = [.pathPrefix("/api")] } == nil)
    }

    @Test("names the limit")
    func limits() {
        let positive: [(String, WritableKeyPath<Limits, Int>)] = [
            ("headBytes", \.headBytes), ("requestLineBytes", \.requestLineBytes), ("fieldCount", \.fieldCount),
            ("trailerBytes", \.trailerBytes), ("bodyBytes", \.bodyBytes), ("chunkLineBytes", \.chunkLineBytes),
            ("unsentBytes", \.unsentBytes),
        ]
        for (name, path) in positive {
            for value in [0, -1, .min] { #expect(field { $0.limits[keyPath: path] = value } == "limits.\(name)") }
            #expect(field { $0.limits[keyPath: path] = 1 } == nil)
        }
        let notNegative: [(String, WritableKeyPath<Limits, Int>)] = [
            ("heldRequests", \.heldRequests), ("idleUpstreamConnections", \.idleUpstreamConnections),
            ("lingerBytes", \.lingerBytes), ("logQueueLines", \.logQueueLines), ("connections", \.connections),
        ]
        for (name, path) in notNegative {
            #expect(field { $0.limits[keyPath: path] = -1 } == "limits.\(name)")
            #expect(field { $0.limits[keyPath: path] = 0 } == nil)
        }
        #expect(field { $0.limits.headBytes = 3 << 30 } == "limits.headBytes")
        #expect(field { $0.limits.trailerBytes = 3 << 30 } == "limits.trailerBytes")
    }

    @Test("names the deadline")
    func timeouts() {
        let positive: [(String, WritableKeyPath<Timeouts, Duration>)] = [
            ("readHead", \.readHead), ("readBody", \.readBody), ("write", \.write), ("connect", \.connect),
            ("responseHead", \.responseHead),
        ]
        for (name, path) in positive {
            for value: Duration in [.zero, .seconds(-1)] {
                #expect(field { $0.timeouts[keyPath: path] = value } == "timeouts.\(name)")
            }
        }
        let notNegative: [(String, WritableKeyPath<Timeouts, Duration>)] = [
            ("idle", \.idle), ("hold", \.hold), ("upstreamIdle", \.upstreamIdle), ("linger", \.linger),
            ("grace", \.grace),
        ]
        for (name, path) in notNegative {
            #expect(field { $0.timeouts[keyPath: path] = .milliseconds(-1) } == "timeouts.\(name)")
        }
    }

    @Test("is described with field and message")
    func description() {
        #expect(ConfigurationError(field: "a.b", message: "is wrong").description == "a.b: is wrong")
    }
}

@Suite("Defaults")
struct DefaultsTests {
    @Test("are those of the contract")
    func contract() {
        let limits = Limits()
        #expect(limits.bodyBytes == 110 * 1024 * 1024)
        #expect(limits.requestLineBytes >= 8000, "RFC 9112 §3")
        #expect(limits.requestLineBytes <= limits.headBytes)
        let timeouts = Timeouts()
        #expect(timeouts.readHead == .seconds(15) && timeouts.readBody == .seconds(60))
        #expect(timeouts.write == .seconds(60) && timeouts.idle == .seconds(300) && timeouts.connect == .seconds(5))
        #expect(timeouts.responseHead == .seconds(300))
        #expect(timeouts.hold == .seconds(30) && timeouts.grace == .seconds(20))
        #expect(TrustedProxies().ranges.isEmpty && TrustedProxies().clientAddressFields == ["x-forwarded-for"])
        let configuration = EdgeServer.Configuration()
        #expect(configuration.accessLog == nil && configuration.workers == nil)
    }

    @Test("of deadlines reach the workers unchanged")
    func workers() {
        var timeouts = Timeouts()
        timeouts.readHead = .milliseconds(1)
        timeouts.readBody = .milliseconds(2)
        timeouts.write = .milliseconds(3)
        timeouts.idle = .milliseconds(4)
        timeouts.connect = .milliseconds(5)
        timeouts.responseHead = .milliseconds(6)
        timeouts.hold = .milliseconds(7)
        timeouts.upstreamIdle = .milliseconds(8)
        timeouts.linger = .milliseconds(9)
        let worker = WorkerTimeouts(timeouts, limits: Limits())
        let milliseconds = [
            worker.readHead, worker.readBody, worker.write, worker.idle, worker.connect, worker.responseHead,
            worker.hold,
            worker.upstreamIdle, worker.linger,
        ].map(\.milliseconds)
        #expect(milliseconds == Array(1...9))
    }

    @Test("of addresses are described as they are typed")
    func addresses() {
        #expect(ListenAddress(port: 443).description == ":443")
        #expect(ListenAddress(host: "127.0.0.1", port: 80).description == "127.0.0.1:80")
        #expect(ListenAddress(host: "::1", port: 80).description == "[::1]:80")
        #expect(UpstreamAddress.tcp(host: "chat", port: 8080).description == "chat:8080")
        #expect(UpstreamAddress.tcp(host: "::1", port: 8080).description == "[::1]:8080")
        #expect(UpstreamAddress.unix(path: "/run/a").description == "unix//run/a")
    }
}
