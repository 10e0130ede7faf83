import FoundationEssentials

/// What one CA has issued to us, so that its limits are not burnt: kept in `acme/<ca>/ledger.json`.
struct IssuanceLedger: Codable, Equatable, Sendable {
    struct Entry: Codable, Equatable, Sendable {
        /// Sorted.
        var names: [String]
        /// Seconds since 1970.
        var time: Int
        /// A replacement that was announced (RFC 9773 §5): CAs do not count it.
        var isReplacement: Bool
    }

    private(set) var entries: [Entry] = []

    /// How long entries are kept: longer than any window.
    private static let memory = 31 * 86_400

    mutating func note(_ names: [String], at time: Int, isReplacement: Bool) {
        entries.removeAll { $0.time < time - Self.memory }
        entries.append(Entry(names: names.sorted(), time: time, isReplacement: isReplacement))
    }

    /// Seconds until one more certificate for exactly these names stays within the limit; `nil` when it does now.
    func wait(for names: [String], at now: Int, limit: Int, window: Int) -> Int? {
        let names = names.sorted()
        let counted = entries.filter { $0.names == names && !$0.isReplacement && $0.time > now - window }
        guard counted.count >= limit else { return nil }
        let oldest = counted.map(\.time).sorted()[counted.count - limit]
        return max(1, oldest + window - now)
    }
}
