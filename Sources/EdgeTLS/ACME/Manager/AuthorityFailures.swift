/// What several CAs have said to the same names.
enum AuthorityFailures {
    typealias Failure = (authority: String, error: any Error)

    /// One error for all: each CA's words, and the wait after which the first of them may be asked again.
    static func error(_ failures: [Failure], names: [String]) -> any Error {
        guard let first = failures.first else { return ACMEError("no CA is named for \(names.joined(separator: ", "))") }
        guard failures.count > 1 else { return first.error }
        let words = failures.map { "\($0.authority): \($0.error)" }.joined(separator: ". ")
        let waits = failures.map { ($0.error as? ACMEError)?.retryAfter ?? 0 }
        return ACMEError(words, retryAfter: waits.min().flatMap { $0 > 0 ? $0 : nil })
    }
}
