internal import EdgeCore
import Glibc

/// `edge run --watch`: reloads when a file of the configuration has changed and then been left alone for a moment, as editors
/// write in several steps. Looks instead of listening: a file that is replaced, or reached through a link that is, would be lost
/// to inotify.
struct FileWatch {
    /// What changes when a file is written to or replaced.
    private struct Mark: Equatable, Sendable {
        var device: UInt
        var inode: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private let running: RunningEdge
    private let executor: BlockingExecutor
    private static let interval = Duration.milliseconds(500)

    init(_ running: RunningEdge, executor: BlockingExecutor) {
        self.running = running
        self.executor = executor
    }

    /// Until cancelled.
    func reloadOnChange() async {
        var loaded = await marks()
        var before = loaded
        while (try? await Task.sleep(for: Self.interval)) != nil {
            let now = await marks()
            defer { before = now }
            guard now != loaded, now == before else { continue }
            loaded = now
            try? await running.reload(because: "a file has changed")
            // A new configuration may import other files.
            loaded.merge(await marks()) { old, _ in old }
        }
    }

    private func marks() async -> [String: Mark?] {
        let files = await running.plan.files
        return (try? await executor.run { Dictionary(uniqueKeysWithValues: files.map { ($0, Self.mark(of: $0)) }) }) ?? [:]
    }

    private static func mark(of path: String) -> Mark? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Mark(
            device: status.st_dev, inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}
