internal import Edgefile
import Glibc

/// Reads Edgefiles and what they import from the disk. Blocks: for threads that may.
enum EdgefileReader {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Bytes of the largest file that is read: an Edgefile of a thousand sites has 100 KB.
    private static let fileBytes = 16 * 1024 * 1024

    /// - Throws: `Failure`, with the system's words.
    static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(description: "\(path): \(systemWords())") }
        defer { close(descriptor) }
        return try readAll(descriptor, path)
    }

    static func standardInput() throws -> [UInt8] { try readAll(STDIN_FILENO, "standard input") }

    private static func readAll(_ descriptor: Int32, _ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure(description: "\(path): \(systemWords())") }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= fileBytes else { throw Failure(description: "\(path): larger than 16 MiB") }
        }
    }

    /// Puts other contents into a file: the old ones stay until the new ones are safe on the disk.
    static func replace(_ path: String, with bytes: [UInt8]) throws {
        let temporary = "\(path).edge-\(getpid())"
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw Failure(description: "\(path): \(systemWords())") }
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0o777)
        guard descriptor >= 0 else { throw Failure(description: "\(temporary): \(systemWords())") }
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        let isSafe = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isSafe, unsafe rename(temporary, path) == 0 else {
            let words = systemWords()
            unsafe unlink(temporary)
            throw Failure(description: "\(path): \(words)")
        }
    }

    private static func systemWords() -> String { unsafe String(cString: strerror(errno)) }

    // MARK: Parsing

    static func parse(_ bytes: [UInt8], named name: String) -> EdgefileResult {
        EdgefileParser.parse(bytes, file: name, inputs: inputs)
    }

    private static var inputs: EdgefileInputs {
        EdgefileInputs(environment: { Environment.process[$0] }, read: reading, expand: matches)
    }

    private static func reading(_ path: String) -> EdgefileInputs.Reading {
        guard unsafe access(path, F_OK) == 0 else { return .missing }
        do { return .contents(try bytes(of: path)) } catch { return .unreadable("\(error)") }
    }

    private static func matches(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
            unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }
}
