import Foundation
import Synchronization

/// What a child process has written so far, by lines, and who waits for more.
final class ChildOutput: Sendable {
    private struct Waiter {
        let wanted: @Sendable (String) -> Bool
        let continuation: CheckedContinuation<String, any Error>
    }

    private struct State {
        var lines: [String] = []
        var waiting: [Waiter] = []
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let name: String

    init(name: String) { self.name = name }

    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    var text: String { state.withLock { $0.lines.joined(separator: "\n") } }

    /// Reads to the end; for a thread that may block.
    func read(from reader: FileHandle) {
        var rest = Data()
        while case let piece = Self.piece(from: reader), !piece.isEmpty {
            rest += piece
            while let end = rest.firstIndex(of: 0x0A) {
                received(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                rest = Data(rest[(end + 1)...])
            }
        }
        if !rest.isEmpty { received(String(decoding: rest, as: UTF8.self)) }
        ended()
    }

    /// What is there next; empty at the end. Foundation's own way of reading ends the process when a signal comes in between.
    private static func piece(from reader: FileHandle) -> Data {
        var piece = Data(count: 65536)
        var count = 0
        repeat {
            count = unsafe piece.withUnsafeMutableBytes { unsafe Foundation.read(reader.fileDescriptor, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        return piece.prefix(max(count, 0))
    }

    private func received(_ line: String) {
        let ready = state.withLock { state in
            state.lines.append(line)
            defer { state.waiting.removeAll { $0.wanted(line) } }
            return state.waiting.filter { $0.wanted(line) }
        }
        for waiter in ready { waiter.continuation.resume(returning: line) }
    }

    private func ended() {
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.continuation.resume(throwing: failure(text)) }
    }

    private func failure(_ text: String) -> Child.Failure { Child.Failure(description: "\(name) ended:\n\(text)") }

    func line(where wanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<String, any Error>? = state.withLock { state in
                if let line = state.lines.first(where: wanted) { return .success(line) }
                if state.hasEnded { return .failure(failure(state.lines.joined(separator: "\n"))) }
                state.waiting.append(Waiter(wanted: wanted, continuation: continuation))
                return nil
            }
            if let known { continuation.resume(with: known) }
        }
    }
}
