import EdgeCore
import Testing

@testable import edge

/// What `preset chatalot` sets beside its routes, and that a line of one's own wins.
@Suite("The preset for Chatalot")
struct PresetTests {
    private func site(_ head: String, _ lines: String) throws -> Site {
        try #require(try Planning.plan("http://a.example \(head) {\n\tpreset chatalot\n\(lines)\n}\n").server.sites.first)
    }

    private func health(_ site: Site) -> HealthCheck? {
        site.routes.lazy.compactMap { if case .proxy(let group) = $0.action { group.health } else { nil } }.first
    }

    @Test("asks for the health that the server tells, for a site with an arrow")
    func health() throws {
        let check = try #require(health(try site("-> a:1", "")))
        #expect(check.target == "/api/health" && check.body == #""status":"ok""#)
        #expect(check.interval == .seconds(5) && check.fails == 2)
        #expect(health(try site("", "\treverse_proxy a:1")) == nil)
    }

    @Test("is printed by edge explain")
    func explained() throws {
        let text = Explanation(try Planning.plan("http://a.example -> a:1 {\n\tpreset chatalot\n}\n")).text
        for words in [
            "110MiB", "max_uploads        2 over 5000000 bytes", "[path /ws] at most 30 in 60.0 seconds", "request fields: -Accept-Encoding",
            #"proxy to a:1 (health: GET /api/health every 5.0 seconds, has to say "status":"ok", ill after 2)"#,
        ] { #expect(text.contains(words), "\(words) is missing in \(text)") }
    }

    @Test("leaves alone what the block says itself")
    func own() throws {
        let other = try #require(health(try site("-> a:1", "\thealth_uri /up\n\thealth_interval 1m")))
        #expect(other.target == "/up" && other.body == nil && other.interval == .seconds(60))
        let body = try #require(health(try site("-> a:1", "\thealth_body fine")))
        #expect(body.target == "/api/health" && body.body == "fine")
    }

    @Test("lets large uploads wait, and limits their size")
    func uploads() throws {
        let preset = try site("-> a:1", "")
        #expect(preset.uploads?.count == 2 && preset.uploads?.over == 5_000_000)
        let own = try site("-> a:1", "\tmax_uploads 7 over 1MB\n\tmax_body 1MB")
        #expect(own.uploads?.count == 7)
    }
}
