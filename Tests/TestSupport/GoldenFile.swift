import FoundationEssentials

/// An Edgefile below `Tests/Golden`, and beside it the text that it comes to.
///
/// `EDGE_RECORD_GOLDEN=1` writes anew what stands beside them; the difference is for whoever commits it to judge.
package struct GoldenFile: Sendable, CustomStringConvertible {
    package let name: String
    private let folder: String

    package var description: String { name }

    package var bytes: [UInt8] { Array(FileManager.default.contents(atPath: "\(folder)/\(name).edgefile") ?? Data()) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// `nil` where nothing stands beside it.
    package var expected: String? {
        FileManager.default.contents(atPath: expectation).map { String(decoding: $0, as: UTF8.self) }
    }

    private var expectation: String { "\(folder)/\(name).expected" }

    /// Keeps what came of it, where that is asked for.
    package func record(_ outcome: String) throws {
        guard ProcessInfo.processInfo.environment["EDGE_RECORD_GOLDEN"] != nil else { return }
        try Data(outcome.utf8).write(to: URL(filePath: expectation))
    }

    package static func all(in folder: String) -> [GoldenFile] {
        let path = self.path(of: folder)
        return names(path, ending: ".edgefile").map { GoldenFile(name: $0, folder: path) }
    }

    /// Expectations that stand beside nothing.
    package static func strays(in folder: String) -> [String] {
        let path = self.path(of: folder)
        return Set(names(path, ending: ".expected")).subtracting(names(path, ending: ".edgefile")).sorted()
    }

    /// A folder below `Tests/Golden`.
    package static func path(of folder: String) -> String {
        #filePath.dropLast("/TestSupport/GoldenFile.swift".count) + "/Golden/" + folder
    }

    package static func names(_ path: String, ending: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }
}
