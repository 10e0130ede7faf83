internal import EdgeCore
import Glibc

/// The demo's uploads, in a temporary folder that goes with the process. Streamed both ways: a 100 MiB file never stands in
/// memory.
actor DemoFileStore {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Files kept; the oldest goes when one more comes.
    private static let fileLimit = 16
    /// mkdtemp(3) fills in the last six.
    private static let folderTemplate = "/tmp/edge-demo-" + String(repeating: "X", count: 6)
    private static let pieceBytes = 256 * 1024

    private let folder: String
    private let executor = BlockingExecutor(threads: 2)
    private var files: [DemoFile] = []
    private var nextNumber = 1

    init() throws {
        var template = Array(Self.folderTemplate.utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw Failure(description: "no temporary folder could be made") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a body to the disk as it arrives.
    func store(_ body: RequestBody, name: String) async throws -> DemoFile {
        let id = String(nextNumber)
        nextNumber += 1
        let path = path(of: id)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: "the file could not be made") }
        defer { close(descriptor) }
        var size = 0
        do {
            for try await piece in body {
                try await executor.run { try Self.write(piece, to: descriptor) }
                size += piece.count
            }
        } catch {
            unsafe unlink(path)
            throw error
        }
        let file = DemoFile(id: id, name: name, size: size)
        remember(file)
        return file
    }

    private func remember(_ file: DemoFile) {
        files.append(file)
        while files.count > Self.fileLimit { unsafe unlink(path(of: files.removeFirst().id)) }
    }

    func file(_ id: String) -> DemoFile? { files.first { $0.id == id } }

    /// Reads a file in pieces.
    func send(_ file: DemoFile, to write: ([UInt8]) async throws -> Void) async throws {
        let descriptor = unsafe open(path(of: file.id), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(description: "the file is gone") }
        defer { close(descriptor) }
        while true {
            let piece = try await executor.run { try Self.read(from: descriptor) }
            if piece.isEmpty { return }
            try await write(piece)
        }
    }

    /// Removes everything.
    func removeAll() {
        for file in files { unsafe unlink(path(of: file.id)) }
        files = []
        unsafe rmdir(folder)
    }

    private func path(of id: String) -> String { "\(folder)/\(id)" }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress! + offset, $0.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(description: "the disk takes no more") }
            offset += count
        }
    }

    private static func read(from descriptor: Int32) throws -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: pieceBytes) { room, count in
            count = unsafe max(0, Glibc.read(descriptor, room.baseAddress!, room.count))
        }
    }
}
