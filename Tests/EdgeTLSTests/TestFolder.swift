import Glibc

@testable import EdgeTLS

/// A folder that goes away with the test.
final class TestFolder {
    let path: String

    /// - Parameter parent: where it is, if there is such a folder.
    init(in parent: String = "/tmp") {
        let parent = FileSystem.isFolder(parent) ? parent : "/tmp"
        var template = Array("\(parent)/edge-tls-test.XXXXXX".utf8CString)
        path = unsafe template.withUnsafeMutableBufferPointer { unsafe String(cString: mkdtemp($0.baseAddress!)) }
    }

    deinit { _ = Self.programs.run("/bin/rm", ["-rf", path]) }

    static let programs = ChildProcess(path: "/usr/bin:/bin", environment: [])

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws -> String {
        try FileSystem.replace(file(name), with: bytes, mode: mode)
        return file(name)
    }

    func openssl(_ arguments: String...) -> ChildProcess.Outcome { Self.programs.run("/usr/bin/openssl", arguments) }
}
