internal import EdgeCore
import FoundationEssentials

/// The one room of the demo: who is there, and what was said last.
actor DemoRoom {
    private struct Member {
        let outbox: AsyncStream<String>.Continuation
    }

    /// Messages that a newcomer sees.
    private static let historyLength = 50
    /// Messages that may wait for one socket; a slower one misses the oldest, and holds up nobody.
    private static let outboxLength = 256

    private var members: [Int: Member] = [:]
    private var nextMember = 0
    private var history: [String] = []

    /// Serves one socket until it closes.
    func serve(_ socket: WebSocket) async throws {
        let (outbox, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(Self.outboxLength))
        let id = enter(continuation)
        defer { leave(id) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await text in outbox { try await socket.send(text) } }
            group.addTask {
                for try await message in socket.messages { await self.received(message, from: id) }
                continuation.finish()
            }
            try await group.waitForAll()
        }
    }

    private func enter(_ outbox: AsyncStream<String>.Continuation) -> Int {
        nextMember += 1
        for text in history { outbox.yield(text) }
        members[nextMember] = Member(outbox: outbox)
        announcePresence()
        return nextMember
    }

    private func leave(_ id: Int) {
        members[id]?.outbox.finish()
        members[id] = nil
        announcePresence()
    }

    private func received(_ message: WebSocket.Message, from id: Int) {
        guard case .text(let text) = message,
            let decoded = try? JSONDecoder().decode(DemoMessage.self, from: Data(text.utf8))
        else { return }
        switch decoded.type {
        case .message: say(decoded)
        case .ping: members[id]?.outbox.yield(Self.text(of: DemoMessage(type: .pong)))
        case .pong, .presence: break
        }
    }

    /// Tells everyone, and those who come later.
    func say(_ message: DemoMessage) {
        let text = Self.text(of: message)
        history.append(text)
        if history.count > Self.historyLength { history.removeFirst() }
        broadcast(text)
    }

    private func announcePresence() {
        broadcast(Self.text(of: DemoMessage(type: .presence, count: members.count)))
    }

    private func broadcast(_ text: String) {
        for member in members.values { member.outbox.yield(text) }
    }

    private static func text(of message: DemoMessage) -> String {
        // Strings and numbers always encode.
        (try? JSONEncoder().encode(message)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
