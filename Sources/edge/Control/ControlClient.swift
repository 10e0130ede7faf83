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

    static func ask(_ command: ControlRequest.Command, at paths: [String]) throws -> ControlReply {
        var tried: [(path: String, reason: String)] = []
        for path in paths {
            let socket: LineSocket
            do { socket = try LineSocket.connecting(to: path) } catch {
                tried.append((path, "\(error)"))
                continue
            }
            try socket.writeLine(try ControlCoding.line(ControlRequest(command: command)))
            guard let line = try socket.readLine(within: patience) else {
                throw Refused(description: "the edge at \(path) closed the connection without an answer")
            }
            let reply = try ControlCoding.decode(ControlReply.self, from: line)
            if let error = reply.error { throw Refused(description: error) }
            return reply
        }
        throw NotRunning(tried: tried)
    }
}
