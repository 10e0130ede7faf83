/// How many connections of a worker read several TLS records by one call of the kernel's. Each may keep 66 KB for a record that
/// never becomes complete, which nothing else counts.
struct BulkReaders {
    private(set) var count = 0

    static let limit = 256

    /// Whether one more may.
    mutating func enter() -> Bool {
        guard count < Self.limit else { return false }
        count += 1
        return true
    }

    mutating func leave() { count -= 1 }
}
