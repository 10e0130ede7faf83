/// Who answers HTTP-01 challenges, by host. Pure.
struct ChallengeTable: Sendable {
    private struct Entry: Sendable {
        let name: SiteName
        let handler: RequestHandler
    }

    /// The more exact a name, the earlier.
    private let entries: [Entry]

    init(_ routes: [ChallengeRoute]) {
        let all = routes.flatMap { route in route.names.map { Entry(name: $0, handler: route.handler) } }
        // Stable: of two for one name the first counts.
        entries = all.enumerated().sorted {
            (Self.rank($0.element.name), $0.offset) < (Self.rank($1.element.name), $1.offset)
        }.map(\.element)
    }

    private static func rank(_ name: SiteName) -> Int {
        switch name {
        case .exact: 0
        case .wildcard(let suffix): 1000 - suffix.utf8.count
        case .any: 1001
        }
    }

    var isEmpty: Bool { entries.isEmpty }

    /// - Parameter host: in any case, with or without a final dot.
    func handler(for host: String) -> RequestHandler? {
        guard case .exact(let host) = SiteName(host) else { return entries.first { $0.name == .any }?.handler }
        let parent = host.firstIndex(of: ".").map { String(host[host.index(after: $0)...]) }
        return entries.first { entry in
            switch entry.name {
            case .exact(let name): name == host
            case .wildcard(let suffix): suffix == parent
            case .any: true
            }
        }?.handler
    }
}
