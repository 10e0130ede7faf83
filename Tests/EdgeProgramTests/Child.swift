import Foundation
import Synchronization

/// A child process with its output by lines. Ends with the object.
final class Child: Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private let process = Process()
    private let input = Pipe()
    /// Not the child itself, or the thread that reads would keep it alive for as long as it runs.
    private let lines: ChildOutput

    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil) throws {
        let lines = ChildOutput(name: ([path] + arguments).joined(separator: " "))
        self.lines = lines
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        // Or a child that another test starts at this moment holds this one's output open for as long as it lives.
        for handle in [input.fileHandleForReading, input.fileHandleForWriting]
            + [output.fileHandleForReading, output.fileHandleForWriting]
        {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        try process.run()
        let reader = output.fileHandleForReading
        Thread.detachNewThread { lines.read(from: reader) }
    }

    deinit { if process.isRunning { process.terminate() } }

    var identifier: Int32 { process.processIdentifier }
    var output: String { lines.text }

    /// The first line, past or to come, that is wanted.
    ///
    /// - Throws: when the process ends without it.
    func line(where wanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await lines.line(where: wanted)
    }

    func write(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }
    func closeInput() { try? input.fileHandleForWriting.close() }
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The exit status, once it has ended; the signal's number for one that was killed.
    ///
    /// Asked of the kernel: Foundation learns of an end by a socket that children of other tests inherit, and may learn of it
    /// only when those have ended too.
    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in continuation.resume(returning: wait()) }
        }
    }

    private func wait() -> Int32 {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0 {
            if errno == EINTR { continue }
            // Foundation was first.
            while process.isRunning { usleep(1000) }
            return process.terminationStatus
        }
        return unsafe information._sifields._sigchld.si_status
    }

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
