internal import CLinux
internal import EdgeCore

/// Keeps glibc from keeping memory: freed blocks stay in the heap of the thread that asked for them, and what a flood has
/// taken would never be given back.
struct HeapKeeper {
    private let server: EdgeServer
    private let executor: BlockingExecutor

    /// How often connections are counted.
    private static let interval = Duration.seconds(30)
    /// Below a peak of this many connections there is nothing worth giving back: 14 MB at 14 KiB each.
    private static let smallestPeak = 1000

    init(_ server: EdgeServer, executor: BlockingExecutor) {
        self.server = server
        self.executor = executor
    }

    /// One heap for each worker. To be called before any thread is made; glibc's own bound is eight for each core.
    static func limitHeaps() { edge_limit_arenas(edge_processor_count()) }

    /// Gives memory back when connections have fallen below half of their peak; until cancelled.
    func keep() async {
        var peak = 0
        while (try? await Task.sleep(for: Self.interval, tolerance: .seconds(5))) != nil {
            let open = server.connectionsByWorker().reduce(0, +)
            peak = max(peak, open)
            guard peak >= Self.smallestPeak, open < peak / 2 else { continue }
            peak = open
            try? await executor.run { edge_trim_heap() }
        }
    }
}
