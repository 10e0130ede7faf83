/// A command's end of the control socket.
enum ControlClient {
    /// No running edge answers; where it was looked for.
    struct NotRunning: Error, CustomStringConvertible {
        let tried: [(path: String, reason: String)]
        var description: String {
            "no running edge answers; looked at:\n" + tried.map { "  \($0.path): \($0.reason)" }.joined(separator: "\n")
                + "\nA socket elsewhere is named with --control, $EDGE_CONTROL or --data."
        }
    }

    /// The running edge refused.
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    /// Seconds that an answer may take; a reload or a drain of many sites takes a while.
    private static let patience = 120

    /// - Throws: `NotRunning`, or `Refused` with the running edge's words.
    static func ask<Query: ControlQuery>(_ query: Query, at paths: [String]) throws -> Query.Answer {
        let (socket, path) = try connect(to: paths)
        try socket.writeLine(try ControlCoding.line(ControlRequest(query)))
        guard let line = try socket.readLine(within: patience) else {
            throw Refused(description: "the edge at \(path) closed the connection without an answer")
        }
        let reply = try ControlCoding.decode(ControlReply<Query.Answer>.self, from: line)
        guard let answer = reply.answer else { throw Refused(description: reply.error ?? "there was no answer") }
        return answer
    }

    /// The first socket that an edge answers on.
    static func connect(to paths: [String]) throws -> (socket: LineSocket, path: String) {
        var tried: [(path: String, reason: String)] = []
        for path in paths {
            do { return (try LineSocket.connecting(to: path), path) } catch { tried.append((path, "\(error)")) }
        }
        throw NotRunning(tried: tried)
    }
}
