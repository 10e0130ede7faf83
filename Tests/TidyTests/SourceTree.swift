import FoundationEssentials

/// The project's own text files, read once.
struct SourceTree {
    struct File {
        /// Relative to the repository: `Sources/EdgeCore/Loop/Poller.swift`.
        let path: String
        let lines: [String]

        func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
    }

    let files: [File]

    static let shared = SourceTree()

    private init() {
        let root = String(#filePath.dropLast("/Tests/TidyTests/SourceTree.swift".count))
        var found: [File] = []
        for folder in ["Sources", "Tests", "Benchmarks", "Examples", "Fuzz", "scripts", "docs", "packaging"] {
            Self.collect(root, folder, into: &found)
        }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            Self.read(root, name, into: &found)
        }
        files = found
    }

    private static func collect(_ root: String, _ folder: String, into found: inout [File]) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        where !name.hasPrefix(".") {
            let path = "\(folder)/\(name)"
            if (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")) != nil {
                collect(root, path, into: &found)
            } else {
                read(root, path, into: &found)
            }
        }
    }

    private static let textEndings = [
        ".swift", ".md", ".h", ".c", ".py", ".sh", ".service", ".socket", ".json", "Makefile",
        "Containerfile",
    ]

    private static func read(_ root: String, _ path: String, into found: inout [File]) {
        guard textEndings.contains(where: path.hasSuffix) || path.hasPrefix("scripts/"),
            let data = FileManager.default.contents(atPath: "\(root)/\(path)")
        else { return }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        found.append(File(path: path, lines: lines.map(String.init)))
    }

    var swift: [File] { files.filter { $0.path.hasSuffix(".swift") } }
    var sources: [File] { swift.filter { $0.isIn("Sources") } }
}
