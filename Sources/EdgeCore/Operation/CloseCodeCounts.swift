/// Closed WebSockets by close code. A peer may send any of 4,000 codes; the labels stay few.
package struct CloseCodeCounts: Sendable {
    /// The registered codes that occur (RFC 6455 §7.4.1 and the IANA registry), one by one; then the ranges for libraries and
    /// for applications; then the rest.
    package static let labels = [
        "1000", "1001", "1002", "1003", "1005", "1006", "1007", "1008", "1009", "1010", "1011", "1012", "1013", "1014", "3xxx",
        "4xxx", "other",
    ]
    private static let codes = labels.map { UInt16($0) ?? 0 }

    package private(set) var counts = [Int](repeating: 0, count: labels.count)

    package init() {}

    mutating func count(_ code: UInt16) { counts[Self.index(of: code)] += 1 }

    mutating func add(_ other: CloseCodeCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    private static func index(of code: UInt16) -> Int {
        switch code {
        case 3000..<4000: labels.count - 3
        case 4000..<5000: labels.count - 2
        default: codes.firstIndex(of: code) ?? labels.count - 1
        }
    }
}
