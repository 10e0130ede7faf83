import Testing

@testable import EdgeCore

@Suite("Who answers HTTP-01 challenges")
struct ChallengeTableTests {
    private func route(_ handler: String, _ names: SiteName...) -> ChallengeRoute {
        ChallengeRoute(names, to: RequestHandler(name: handler) { _, _, _ in })
    }

    @Test("the exact name before the wildcard of one label, the longest first, before who answers for every host")
    func order() {
        let paths = ChallengeTable([
            route("any", .any), route("example", "*.example"), route("deep", "*.deep.example"), route("exact", "a.example"),
            route("late", "a.example"),
        ])
        let expected = [
            "a.example": "exact", "A.Example.": "exact", "b.example": "example", "b.deep.example": "deep",
            "c.b.deep.example": "any", "example": "any", "": "any", "127.0.0.1": "any",
        ]
        for (host, handler) in expected { #expect(paths.handler(for: host)?.name == handler, "\(host)") }
    }

    @Test("nobody for hosts that are not named")
    func nobody() {
        let paths = ChallengeTable([route("exact", "a.example")])
        #expect(paths.handler(for: "b.example") == nil)
        #expect(paths.handler(for: "") == nil)
        #expect(ChallengeTable([]).isEmpty && !paths.isEmpty)
    }
}
