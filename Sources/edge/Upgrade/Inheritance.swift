internal import EdgeCore

/// What this process need not open itself: systemd or the edge before it has.
struct Inheritance: Sendable {
    var listeners: [ListeningSocket]
    var predecessor: Predecessor?

    /// Blocks.
    ///
    /// - Parameter controlPath: where the edge to take over from is asked; `nil` to take over from none.
    static func find(takingOverAt controlPath: String?) throws -> Inheritance {
        if let controlPath, let predecessor = try Predecessor.find(at: controlPath) {
            return Inheritance(listeners: predecessor.listeners, predecessor: predecessor)
        }
        return Inheritance(listeners: try SocketActivation.listeners(.process), predecessor: nil)
    }

    /// Those that the configuration does not ask for.
    func unused(by plan: EdgePlan) -> [ListeningSocket] {
        let wanted = plan.server.listeners.map(\.address)
        return listeners.filter { !wanted.contains($0.address) }
    }
}
