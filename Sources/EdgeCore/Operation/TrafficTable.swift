/// Requests and their times, by site: one row of plain integers for each. Confined to its worker, like all it counts.
package struct TrafficTable: Sendable {
    /// Upper bounds of the duration histogram in seconds, those of Caddy and of most dashboards.
    package static let durationBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    private static let durationNanoseconds = durationBounds.map { Int64($0 * 1_000_000_000) }

    package static let protocols = ["http/1.1", "h2"]
    package static let blames: [Failure.Blame?] = [nil, .client, .upstream, .edge]
    /// 1xx to 5xx; index 0 stands for an exchange that ended without an answer.
    package static let statusClasses = 6

    private static let requestCells = protocols.count * statusClasses * blames.count
    private static let durations = requestCells
    private static let durationSum = durations + durationBounds.count + 1
    private static let bytesIn = durationSum + 1
    private static let bytesOut = bytesIn + 1
    private static let width = bytesOut + 1

    private var cells: [Int] = []

    package init() {}

    package var rows: Int { cells.count / Self.width }

    mutating func makeRoom(for rows: Int) {
        let missing = rows * Self.width - cells.count
        if missing > 0 { cells.append(contentsOf: repeatElement(0, count: missing)) }
    }

    mutating func add(_ other: TrafficTable) {
        makeRoom(for: other.rows)
        for index in other.cells.indices { cells[index] += other.cells[index] }
    }

    // MARK: Counting

    mutating func countRequest(row: Int, isHTTP2: Bool, status: Int, blame: Failure.Blame?, duration: Interval) {
        let start = row * Self.width
        cells[start + Self.cell(isHTTP2 ? 1 : 0, min(status / 100, 5), blame)] += 1
        cells[start + Self.durations + Self.bucket(duration)] += 1
        cells[start + Self.durationSum] += Int(duration.nanoseconds)
    }

    mutating func countBytes(row: Int, received: Int, sent: Int) {
        let start = row * Self.width
        cells[start + Self.bytesIn] += received
        cells[start + Self.bytesOut] += sent
    }

    private static func cell(_ version: Int, _ statusClass: Int, _ blame: Failure.Blame?) -> Int {
        let blame =
            switch blame {
            case nil: 0
            case .client: 1
            case .upstream: 2
            case .edge: 3
            }
        return (version * statusClasses + statusClass) * blames.count + blame
    }

    /// Most answers are in the first buckets: a search from the front is the shortest.
    private static func bucket(_ duration: Interval) -> Int {
        durationNanoseconds.firstIndex { duration.nanoseconds <= $0 } ?? durationBounds.count
    }

    // MARK: Reading

    package func requests(row: Int, version: Int, statusClass: Int, blame: Failure.Blame?) -> Int {
        cells[row * Self.width + Self.cell(version, statusClass, blame)]
    }

    /// One count for each bound, and one for what is above the last; not cumulative.
    package func durations(row: Int) -> [Int] {
        let start = row * Self.width + Self.durations
        return Array(cells[start...start + Self.durationBounds.count])
    }

    /// In nanoseconds.
    package func durationSum(row: Int) -> Int { cells[row * Self.width + Self.durationSum] }
    package func bytesReceived(row: Int) -> Int { cells[row * Self.width + Self.bytesIn] }
    package func bytesSent(row: Int) -> Int { cells[row * Self.width + Self.bytesOut] }
}
