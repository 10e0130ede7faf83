internal import CLinux
internal import EdgeCore

/// Keeps glibc from keeping memory: freed blocks stay in the heap of the thread that asked for them, and what a flood has
/// taken would never be given back.
struct HeapKeeper {
    private let executor: BlockingExecutor

    /// How often the heaps are looked at.
    private static let interval = Duration.seconds(30)
    /// Less than this is not worth the moment in which nobody gets memory.
    private static let worthwhile = 16 * 1024 * 1024

    init(executor: BlockingExecutor) { self.executor = executor }

    /// One heap for each worker; glibc's own bound is eight for each core. And a heap gives its end back above 4 MiB only: at
    /// glibc's 128 KiB, a download took and gave as much in each turn, page by page. To be called before any thread is made.
    static func settleHeaps() { edge_settle_heaps(edge_processor_count()) }

    /// Gives memory back when more is free than in use, and much more than after the last time; until cancelled.
    ///
    /// Free bytes say nothing of whether the kernel has them already, so it is their growth that counts.
    func keep() async {
        var least = 0
        while (try? await Task.sleep(for: Self.interval, tolerance: .seconds(5))) != nil {
            let heap = mallinfo2()
            least = min(least, heap.fordblks)
            guard heap.fordblks >= least + Self.worthwhile, heap.fordblks > heap.uordblks else { continue }
            try? await executor.run { edge_trim_heap() }
            least = mallinfo2().fordblks
        }
    }
}
