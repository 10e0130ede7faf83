import Edgefile
import Testing

@Suite("Options")
struct OptionTests {
    private func options(_ body: String) throws -> GlobalOptions {
        try parse("{\n\(body)\n}\na.example.com -> b:1\n").get().options
    }

    @Test("nothing is filled in")
    func empty() throws {
        #expect(try parse("a.example.com -> b:1\n").get().options == GlobalOptions())
    }

    @Test("a block with much in it")
    func much() throws {
        let options = try #require(parse(Sample.all[5]).configuration).options
        #expect(options.acmeCA.map(\.value) == ["https://localhost:14000/dir", "https://second.example.com/dir"])
        #expect(options.gracePeriod?.value == .seconds(20))
        #expect(options.trustedProxies.map(\.value.description) == ["private_ranges", "cloudflare", "203.0.113.0/24"])
        #expect(options.maxUploads?.count == 4)
        #expect(options.maxUploads?.over?.value == 1 << 20)
        #expect(options.limits?.webSocketsPerClient?.value == 20)
        #expect(options.servers[0].timeouts.readHeader?.value == .seconds(15))
        #expect(options.servers[0].proxyProtocol?.allow.count == 1)
        #expect(options.servers[0].protocols.map(\.value) == [.http1, .http2])
    }

    @Test(
        "tls",
        arguments: [
            ("tls internal", CertificateSource.local), ("tls a.pem b.pem", .files(certificate: "a.pem", key: "b.pem")),
            ("tls certbot", .certbot), ("tls acme.sh", .acmeSh), ("tls you@example.com", nil),
        ] as [(String, CertificateSource?)])
    func tls(_ line: String, _ source: CertificateSource?) throws {
        let site = try #require(parse("a.example.com -> b:1 {\n\(line)\n}\n").get().sites.first)
        #expect(site.tls?.source?.value == source)
        #expect((site.tls?.email != nil) == (source == nil))
    }

    @Test("tls with issuers, hooks and what handshakes get meanwhile")
    func tlsBlock() throws {
        let tls = try #require(parse(Sample.all[5]).configuration?.sites[0].tls)
        #expect(tls.dns?.value == .exec(path: "/etc/edge/hook", arguments: ["one", "two"]))
        #expect(tls.pending?.value == .refuse)
        guard case .acme(let issuer) = tls.issuers[0].kind else { throw Missing() }
        #expect(issuer.directories.map(\.value) == ["https://localhost:14000/dir"])
        #expect(issuer.disableHTTPChallenge?.value == true)
        #expect(issuer.disableTLSALPNChallenge == nil)
        #expect(issuer.profile?.value == "shortlived")
    }

    private var expectedRate: MinimumRate {
        var rate = MinimumRate(bytesPerSecond: 200)
        rate.window = .seconds(10)
        return rate
    }

    @Test("clocks may stand in the global block itself")
    func clocks() throws {
        let options = try options("read_header 5s\nmin_rate 200B/s 10s")
        #expect(options.timeouts.readHeader?.value == .seconds(5))
        #expect(options.timeouts.minRate?.value == expectedRate)
    }

    @Test("what Caddy must be told to leave off is off here")
    func warnings() {
        let result = parse("{\n\tadmin off\n}\na.example.com -> b:1\n")
        #expect(result.configuration != nil)
        #expect(result.diagnostics.map(\.severity) == [.warning])
    }

    @Test(
        "logs",
        arguments: [
            ("log", nil), ("log {\noutput stdout\n}", .standardOutput), ("log {\noutput file /a\n}", .file("/a")),
        ] as [(String, LogOutput?)])
    func logs(_ text: String, _ output: LogOutput?) throws {
        let site = try #require(parse("a.example.com -> b:1 {\n\(text)\n}\n").get().sites.first)
        #expect(site.logs.map(\.output?.value) == [output])
    }
}
