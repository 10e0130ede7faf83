import Foundation
import Synchronization

/// A child process with its output by lines. Ends with the object.
final class Child: Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private struct State {
        var lines: [String] = []
        var waiting: [(wanted: @Sendable (String) -> Bool, continuation: CheckedContinuation<String, any Error>)] = []
        var hasEnded = false
    }

    private let process = Process()
    private let input = Pipe()
    private let state = Mutex(State())
    private let name: String

    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil) throws {
        name = ([path] + arguments).joined(separator: " ")
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let reader = output.fileHandleForReading
        Thread.detachNewThread { [self] in
            var rest = Data()
            while case let piece = reader.availableData, !piece.isEmpty {
                rest += piece
                while let end = rest.firstIndex(of: 0x0A) {
                    received(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
            if !rest.isEmpty { received(String(decoding: rest, as: UTF8.self)) }
            ended()
        }
    }

    deinit { if process.isRunning { process.terminate() } }

    var identifier: Int32 { process.processIdentifier }
    var output: String { state.withLock { $0.lines.joined(separator: "\n") } }

    private func received(_ line: String) {
        let ready = state.withLock { state in
            state.lines.append(line)
            let ready = state.waiting.filter { $0.wanted(line) }
            state.waiting.removeAll { $0.wanted(line) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume(returning: line) }
    }

    private func ended() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(throwing: Failure(description: "\(name) ended:\n\(output)")) }
    }

    /// The first line, past or to come, that is wanted.
    ///
    /// - Throws: when the process ends without it.
    func line(where wanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<String, any Error>? = state.withLock { state in
                if let line = state.lines.first(where: wanted) { return .success(line) }
                if state.hasEnded {
                    return .failure(Failure(description: "\(name) ended:\n" + state.lines.joined(separator: "\n")))
                }
                state.waiting.append((wanted, continuation))
                return nil
            }
            if let known { continuation.resume(with: known) }
        }
    }

    func write(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8)) }
    func closeInput() { try? input.fileHandleForWriting.close() }
    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The exit status, once it has ended.
    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                process.waitUntilExit()
                continuation.resume()
            }
        }
        return process.terminationStatus
    }

    /// Runs a program to its end.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) async throws -> (status: Int32, output: String) {
        let child = try Child(path, arguments, environment: environment, folder: folder)
        child.closeInput()
        _ = try? await child.line { _ in false }
        return (await child.status(), child.output)
    }
}
