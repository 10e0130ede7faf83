/// Who answers which query.
struct ControlTable: Sendable {
    private enum Handler: Sendable {
        /// One line, one reply.
        case line(@Sendable (String) async throws -> String)
        /// A conversation of its own.
        case conversation(@Sendable (ControlConnection) async -> Void)
    }

    private struct Nothing: Codable {}

    private var handlers: [String: Handler] = [:]

    /// Answers a query; a thrown error becomes the words that the command shows.
    mutating func on<Query: ControlQuery>(
        _ query: Query.Type, _ answer: @escaping @Sendable (Query) async throws -> Query.Answer
    ) {
        handlers[Query.command] = .line { line in
            let request = try ControlCoding.decode(ControlRequest<Query>.self, from: line)
            return try ControlCoding.line(ControlReply(error: nil, answer: try await answer(request.query)))
        }
    }

    /// Hands the whole connection over, its first line read.
    mutating func on(command: String, _ converse: @escaping @Sendable (ControlConnection) async -> Void) {
        handlers[command] = .conversation(converse)
    }

    /// Serves one request.
    ///
    /// - Returns: the reply; `nil` where the connection has been dealt with.
    func answer(_ line: String, on socket: ControlConnection) async -> String? {
        do {
            let command = try ControlCoding.decode(ControlAddressee.self, from: line).command
            switch handlers[command] {
            case .line(let answer): return try await answer(line)
            case .conversation(let converse):
                await converse(socket)
                return nil
            case nil:
                throw ControlClient.Refused(description: "the running edge, \(EdgeVersion.number), does not know `\(command)`")
            }
        } catch {
            return try? ControlCoding.line(ControlReply<Nothing>(error: "\(error)", answer: nil))
        }
    }
}
