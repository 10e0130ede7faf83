import Glibc
import Synchronization
import Testing

@testable import EdgeTLS

@Suite("The data folder")
struct StorageTests {
    let folder = TestFolder()

    private func storage() throws -> CertificateStorage { try CertificateStorage(root: folder.file("data/deep")) }

    @Test("is where the command, the environment or the system says, in that order")
    func location() {
        var environment: [String: String] = [:]
        func locate(_ flag: String? = nil) -> String? { DataFolder.locate(flag) { environment[$0] } }
        #expect(locate() == nil)
        environment["HOME"] = "/home/x"
        #expect(locate() == "/home/x/.local/share/edge")
        environment["XDG_DATA_HOME"] = "relative"
        #expect(locate() == "/home/x/.local/share/edge")
        environment["XDG_DATA_HOME"] = "/xdg"
        #expect(locate() == "/xdg/edge")
        environment["STATE_DIRECTORY"] = "/var/lib/edge:/var/lib/other"
        #expect(locate() == "/var/lib/edge")
        environment["EDGE_DATA"] = "/data"
        #expect(locate() == "/data")
        #expect(locate("/flag") == "/flag")
    }

    @Test("gives back what was written, and nothing for what is not there")
    func roundTrip() throws {
        let storage = try storage()
        let path = CertificateStorage.certificatePath(issuer: "Acme", name: "*.A.example", file: "cert.pem")
        #expect(path == "certificates/acme/wildcard_.a.example/cert.pem")
        #expect(try storage.read(path) == nil)
        try storage.write([1, 2, 3], to: path)
        try storage.write([4], to: path)
        #expect(try storage.read(path) == [4])
        #expect(storage.list("certificates/acme/wildcard_.a.example") == ["cert.pem"])
        try storage.remove(path)
        try storage.remove(path)
        #expect(try storage.read(path) == nil)
    }

    @Test("names lead nowhere else")
    func components() {
        for name in ["..", ".", "", "../../etc/passwd", "a/b", "a\u{0}b", "a\nb"] {
            let component = CertificateStorage.component(name)
            #expect(!component.contains("/") && component != ".." && component != "." && !component.isEmpty)
            #expect(component.utf8.allSatisfy { $0 > 0x20 })
        }
    }

    @Test("keeps the old file whole when the new one cannot be written, and leaves nothing behind")
    func failedWrite() throws {
        let storage = try storage()
        try storage.write([1], to: "pki/file")
        // A file-size limit would reach other tests of this process; a folder in the file's place fails the rename.
        let target = storage.path("pki/folder")
        #expect(unsafe mkdir(target, 0o700) == 0)
        #expect(throws: StorageError.self) { try storage.write([2], to: "pki/folder") }
        #expect(FileSystem.list(storage.path("pki")) == ["file", "folder"])
        #expect(throws: StorageError.self) { try storage.write([2], to: "pki/file/below") }
        #expect(try storage.read("pki/file") == [1])
    }

    @Test("never shows half a file to a reader beside writers")
    func atomicity() async throws {
        let storage = try storage()
        try storage.write([UInt8](repeating: 0, count: 40_000), to: "f")
        await withTaskGroup(of: Void.self) { group in
            for writer in 1...2 {
                group.addTask {
                    for _ in 0..<10 {
                        try? storage.write([UInt8](repeating: UInt8(writer), count: 40_000), to: "f")
                        let seen = (try? storage.read("f")) ?? []
                        #expect(seen.count == 40_000 && Set(seen).count == 1)
                    }
                }
            }
        }
        #expect(storage.list("") == ["f"])
    }

    @Test("a lock keeps others out, threads and processes alike")
    func locks() async throws {
        let storage = try storage()
        let inside = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    for _ in 0..<25 {
                        try storage.withLock("acme") {
                            inside.enter()
                            sched_yield()
                            inside.leave()
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.most == 1)
        #expect(inside.total == 100)
        try storage.withLock("acme") {
            let other = TestFolder.programs.run("/usr/bin/flock", ["-n", storage.path("locks/acme.lock"), "true"])
            #expect(other.status == 1)
        }
        #expect(TestFolder.programs.run("/usr/bin/flock", ["-n", storage.path("locks/acme.lock"), "true"]).status == 0)
    }

    @Test(
        "errors say what to do about it",
        arguments: [
            (ENOSPC, "the disk is full"), (EROFS, "the file system is read-only"),
            (EACCES, "this user may not (permission denied)"),
        ])
    func words(code: Int32, text: String) {
        #expect(StorageError("write", "/x", code: code).description == "cannot write /x: \(text)")
    }
}

/// How many are somewhere at once.
private final class Gauge: Sendable {
    private let counts = Mutex((now: 0, most: 0, total: 0))

    func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.total + 1) } }
    func leave() { counts.withLock { $0.now -= 1 } }
    var most: Int { counts.withLock { $0.most } }
    var total: Int { counts.withLock { $0.total } }
}
