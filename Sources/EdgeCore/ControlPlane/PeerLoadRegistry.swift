internal import Synchronization

/// The counters of every upstream, the turnstiles, and the places where every site's requests are counted, so that a reload does
/// not start counting anew.
package final class PeerLoadRegistry: Sendable {
    private let loads = Mutex<[UpstreamGroup: [PeerLoad]]>([:])

    let turnstiles = TurnstileRegistry()

    /// By row: row 0 is for requests that no site is there for. Bounded: sites beyond that are counted there too.
    private let rows = Mutex(Rows())

    private struct Rows {
        var names = [""]
        var byName: [String: Int] = [:]
        static let limit = 10_000
    }

    package init() {}

    package var siteNames: [String] { rows.withLock(\.names) }

    /// The row of a site's first name; addresses that differ in the port share one.
    func row(of site: Site) -> Int {
        guard let name = site.names.first?.description else { return 0 }
        return rows.withLock { rows in
            if let row = rows.byName[name] { return row }
            guard rows.names.count <= Rows.limit else { return 0 }
            rows.names.append(name)
            rows.byName[name] = rows.names.count - 1
            return rows.names.count - 1
        }
    }

    package func loads(for group: UpstreamGroup) -> [PeerLoad] {
        loads.withLock { loads in
            if let known = loads[group] { return known }
            let made = group.peers.map { _ in PeerLoad() }
            loads[group] = made
            return made
        }
    }
}
