/// Configurations that no worker uses any more, on their way to be freed: taking the tables of many sites apart on a worker
/// would be a stall for its connections.
final class RetiredSnapshots: Sendable {
    private let continuation: AsyncStream<Snapshot>.Continuation
    private let stream: AsyncStream<Snapshot>

    init() { (stream, continuation) = AsyncStream.makeStream() }

    /// Takes over what may be the last reference.
    func take(_ snapshot: Snapshot) { continuation.yield(snapshot) }

    func finish() { continuation.finish() }

    /// Frees what comes, until `finish`.
    func free() async {
        for await _ in stream {}
    }
}
