internal import EdgeCore
internal import EdgeTLS

/// `edge run --watch`: reloads when a file of the configuration has changed and then been left alone for a moment, as editors
/// write in several steps. Looks instead of listening: a file that is replaced, or reached through a link that is, would be lost
/// to inotify.
struct FileWatch {
    private let running: RunningEdge
    private let executor: BlockingExecutor
    private static let interval = Duration.milliseconds(500)

    init(_ running: RunningEdge, executor: BlockingExecutor) {
        self.running = running
        self.executor = executor
    }

    /// Until cancelled.
    func reloadOnChange() async {
        var loaded = await stamps()
        var before = loaded
        while (try? await Task.sleep(for: Self.interval)) != nil {
            let now = await stamps()
            defer { before = now }
            guard now != loaded, now == before else { continue }
            loaded = now
            try? await running.reload(because: "a file has changed")
            // A new configuration may import other files.
            loaded.merge(await stamps()) { old, _ in old }
        }
    }

    private func stamps() async -> [String: FileStamp?] {
        let files = await running.plan.files
        return (try? await executor.run { Dictionary(uniqueKeysWithValues: files.map { ($0, FileStamp(of: $0)) }) }) ?? [:]
    }
}
