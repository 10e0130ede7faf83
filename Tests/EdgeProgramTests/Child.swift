internal import EdgeTLS
import Foundation
import Synchronization

/// A child process with its output by lines. Ends with the object.
///
/// Started without Foundation's `Process`, which has crashed in `run()` where many are started at once, and learns of an end by
/// a socket that children of other tests inherit.
final class Child: Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    let identifier: Int32
    private static let starting = Mutex(())
    private let input: Mutex<FileHandle?>
    /// Not the child itself, or the threads that read and wait would keep it alive for as long as it runs.
    private let lines: ChildOutput
    private let end = ChildEnd()

    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil) throws {
        let lines = ChildOutput(name: ([path] + arguments).joined(separator: " "))
        self.lines = lines
        // Closed when the child has its own, or the output would have no end.
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        let into = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0] } ?? []
        // One at a time: a pipe is an inheritance for as long as it is not marked.
        let (input, output, identifier) = try Self.starting.withLock { _ in
            let input = try Self.pipe()
            let output = try Self.pipe()
            let standard = [input.reading.fileDescriptor, output.writing.fileDescriptor, output.writing.fileDescriptor]
            return (input, output, try Self.spawn(into + [path] + arguments, variables, standard: standard))
        }
        self.identifier = identifier
        try input.reading.close()
        try output.writing.close()
        self.input = Mutex(input.writing)
        let reader = output.reading
        Thread.detachNewThread { lines.read(from: reader) }
        Thread.detachNewThread { [end] in end.wait(for: identifier) }
    }

    deinit { end.signal(SIGTERM, to: identifier) }

    /// A pipe that no child of another test inherits.
    private static func pipe() throws -> (reading: FileHandle, writing: FileHandle) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Foundation.pipe(&ends) == 0 else { throw Failure(description: "no pipe: errno \(errno)") }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (
            FileHandle(fileDescriptor: ends[0], closeOnDealloc: true), FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        )
    }

    /// Starts a program that has these for its standard descriptors.
    private static func spawn(_ arguments: [String], _ environment: [String], standard: [Int32]) throws -> Int32 {
        let (error, identifier) = unsafe ProgramStart.spawn(arguments[0], arguments, environment: environment) { actions in
            for (number, descriptor) in standard.enumerated() {
                unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
            }
        }
        guard error == 0 else { throw Failure(description: "\(arguments[0]) does not start: errno \(error)") }
        return identifier
    }

    var output: String { lines.text }

    /// The first line, past or to come, that is wanted.
    ///
    /// - Throws: when the process ends without it.
    func line(where wanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await lines.line(where: wanted)
    }

    func write(_ line: String) throws { try input.withLock { try $0?.write(contentsOf: Data((line + "\n").utf8)) } }
    func closeInput() { input.withLock { $0 = nil } }
    func signal(_ number: Int32) { end.signal(number, to: identifier) }

    /// The exit status, once it has ended; the signal's number for one that was killed.
    func status() async -> Int32 { await end.status() }

    /// Runs a program to its end.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) async throws -> (status: Int32, output: String) {
        let child = try Child(path, arguments, environment: environment, folder: folder)
        child.closeInput()
        let status = await child.status()
        // What it has written is in the pipe; its end may be held up by a child of another test that has inherited it.
        for _ in 0..<200 where !child.lines.hasEnded { try await Task.sleep(for: .milliseconds(10)) }
        return (status, child.output)
    }
}
