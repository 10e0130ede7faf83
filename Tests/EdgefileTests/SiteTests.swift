import Edgefile
import Testing

@Suite("Sites")
struct SiteTests {
    private func site(_ text: String) throws -> SiteDefinition { try #require(parse(text).get().sites.first) }

    @Test("one line is a whole configuration")
    func oneLine() throws {
        let site = try site("chat.example.com -> localhost:8080\n")
        #expect(site.addresses.map(\.host) == [.name("chat.example.com")])
        let proxy = try #require(site.onlyProxy)
        #expect(proxy.upstreams.map(\.endpoint) == [.tcp(host: "localhost", port: 8080)])
        #expect(proxy.upstreams[0].location == SourceLocation(file: "Edgefile", line: 1, column: 21))
    }

    @Test("the Caddyfile of Chatalot's own documentation works unchanged")
    func seed() throws {
        let site = try site(Sample.all[1])
        #expect(site.onlyProxy?.upstreams.map(\.text) == ["localhost:8080"])
        #expect(site.maxBody?.value == 110_000_000)
    }

    @Test(
        "addresses",
        arguments: [
            ("chat.example.com", SiteAddress.Host.name("chat.example.com"), nil, nil, 443),
            ("CHAT.Example.com.", .name("chat.example.com"), nil, nil, 443),
            ("*.example.com", .wildcard("example.com"), nil, nil, 443),
            ("localhost:8443", .name("localhost"), nil, 8443, 8443),
            ("http://chat.example.com", .name("chat.example.com"), .http, nil, 80),
            ("https://chat.example.com", .name("chat.example.com"), .https, nil, 443),
            (":8080", .any, nil, 8080, 8080), ("http://:8080", .any, .http, 8080, 8080),
            ("https://:8443", .any, .https, 8443, 8443),
            ("http://", .any, .http, nil, 80), ("https://", .any, .https, nil, 443),
            ("[2001:db8::1]:8443", .address(IPAddress("2001:db8::1")!), nil, 8443, 8443),
            ("203.0.113.7", .address(IPAddress("203.0.113.7")!), nil, nil, 443),
        ] as [(String, SiteAddress.Host, SiteAddress.Scheme?, Int?, Int)])
    func addresses(
        _ text: String, _ host: SiteAddress.Host, _ scheme: SiteAddress.Scheme?, _ port: Int?, _ effective: Int
    ) throws {
        let address = try site("\(text) -> localhost:8080\n").addresses[0]
        #expect(address.host == host)
        #expect(address.scheme == scheme)
        #expect(address.port == port)
        #expect(address.effectivePort(httpPort: 80, httpsPort: 443) == effective)
    }

    @Test(
        "TLS follows the scheme, then the port, then the name",
        arguments: [
            ("chat.example.com", true), ("http://chat.example.com", false), (":8080", false), (":443", true),
            ("localhost:8080", true),
            ("localhost:80", false), ("https://:8443", true), ("http://", false), ("https://", true),
            ("203.0.113.7", true),
        ])
    func isHTTPS(_ text: String, _ expected: Bool) throws {
        #expect(try site("\(text) -> localhost:9000\n").addresses[0].isHTTPS(httpPort: 80, httpsPort: 443) == expected)
    }

    @Test(
        "upstreams",
        arguments: [
            ("localhost:8080", nil, UpstreamAddress.Endpoint.tcp(host: "localhost", port: 8080), 8080),
            ("http://app", .http, .tcp(host: "app", port: nil), 80),
            ("https://app", .https, .tcp(host: "app", port: nil), 443),
            ("h2c://app:9", .h2c, .tcp(host: "app", port: 9), 9),
            ("unix//run/a.sock", nil, .unix(path: "/run/a.sock"), nil),
            ("[::1]:80", nil, .tcp(host: "::1", port: 80), 80),
            (":8080", nil, .tcp(host: "localhost", port: 8080), 8080), ("app", nil, .tcp(host: "app", port: nil), 80),
        ] as [(String, UpstreamAddress.Scheme?, UpstreamAddress.Endpoint, Int?)])
    func upstreams(
        _ text: String, _ scheme: UpstreamAddress.Scheme?, _ endpoint: UpstreamAddress.Endpoint, _ port: Int?
    ) throws {
        let upstream = try site("a.example.com -> \(text)\n").upstreams[0]
        #expect(upstream.scheme == scheme)
        #expect(upstream.endpoint == endpoint)
        #expect(upstream.effectivePort == port)
    }

    @Test("a name as http and as https is two sites")
    func twoSchemes() throws {
        let text = "http://a.example.com -> localhost:1\nhttps://a.example.com -> localhost:2\n"
        #expect(try parse(text).get().sites.count == 2)
    }

    @Test("a file may be one site without braces")
    func singleSite() throws {
        let site = try site("localhost\n\nreverse_proxy localhost:8080\ntls internal\n")
        #expect(site.tls?.source?.value == .local)
        #expect(site.onlyProxy?.upstreams.count == 1)
    }

    @Test("settings of reverse_proxy may stand in the block of an arrow")
    func arrowSettings() throws {
        let site = try site(
            "a.example.com -> b:1, c:2 {\n\tlb_policy least_conn\n\tdial_timeout 3s\n\theader_up -Cookie\n}\n")
        let proxy = try #require(site.onlyProxy)
        #expect(proxy.upstreams.count == 2)
        #expect(proxy.policy?.value == .leastConnections)
        #expect(proxy.transport.dialTimeout?.value == .seconds(3))
        #expect(proxy.headerUp.map(\.operation) == [.remove])
    }

    @Test("variables, their defaults, files and patterns are put in")
    func expansion() throws {
        #expect(try site("{$TWO} -> {$UP:localhost:9}\n").addresses.map(\.text) == ["a.example.com", "b.example.com"])
        let sites = try parse("import sites/*.edgefile\n").get().sites
        #expect(sites.map { $0.addresses[0].text } == ["a.example.com", "b.example.com"])
        #expect(sites[1].location.file == "sites/b.edgefile")
    }

    @Test("snippets take arguments and blocks")
    func snippets() throws {
        let text =
            "(up) {\n\treverse_proxy {args[:]} {\n\t\t{block}\n\t}\n\trespond /x \"{args[0]}!\"\n}\na.example.com {\n\timport up b:1 c:2 {\n\t\tlb_policy first\n\t}\n}\n"
        let site = try site(text)
        #expect(site.directives.map(\.name) == ["respond", "reverse_proxy"])
        guard case .reverseProxy(let proxy) = site.directives[1].action else { throw Missing() }
        #expect(proxy.upstreams.map(\.text) == ["b:1", "c:2"])
        #expect(proxy.policy?.value == .first)
        guard case .respond(let respond) = site.directives[0].action else { throw Missing() }
        #expect(respond.body?.literal == "b:1!")
    }

}
