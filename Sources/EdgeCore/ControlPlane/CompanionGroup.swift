internal import Logging
internal import Synchronization

/// What works beside a server: each companion of its listeners once, from the configuration that brings it to the end.
final class CompanionGroup: Sendable {
    private let known = Mutex<Set<ObjectIdentifier>>([])
    private let stream: AsyncStream<any ServerCompanion>
    private let continuation: AsyncStream<any ServerCompanion>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    /// Starts it, unless it runs already.
    func add(_ companion: any ServerCompanion) {
        let isNew = known.withLock { $0.insert(ObjectIdentifier(companion)).inserted }
        if isNew { continuation.yield(companion) }
    }

    func finish() { continuation.finish() }

    /// Runs them until `finish`, then ends them.
    func run(beside server: any ChallengePublishing, logger: Logger) async {
        await withDiscardingTaskGroup { group in
            for await companion in stream { group.addTask { await companion.run(beside: server, logger: logger) } }
            group.cancelAll()
        }
    }
}
