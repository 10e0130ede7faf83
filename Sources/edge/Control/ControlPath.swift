internal import EdgeCore
import Glibc

/// Where the control socket is: `--control`, `$EDGE_CONTROL`, `$RUNTIME_DIRECTORY/edge.sock`, `<data>/edge.sock`.
enum ControlPath {
    struct TooLong: Error, CustomStringConvertible {
        let path: String
        var description: String {
            "the path of the control socket is longer than \(SocketAddress.longestPath) bytes, the most that Linux takes: "
                + "\(path); choose a shorter one with --control"
        }
    }

    /// The path that a running edge listens on.
    static func own(option: String?, data: String, environment: Environment) throws -> String {
        let path = option ?? environment["EDGE_CONTROL"] ?? environment["RUNTIME_DIRECTORY"].map { "\($0)/edge.sock" }
            ?? "\(data)/edge.sock"
        guard path.utf8.count <= SocketAddress.longestPath else { throw TooLong(path: path) }
        return path
    }

    /// The paths that a command tries, in order.
    static func candidates(option: String?, data: String, environment: Environment) throws -> [String] {
        if let option {
            guard option.utf8.count <= SocketAddress.longestPath else { throw TooLong(path: option) }
            return [option]
        }
        let own = try own(option: nil, data: data, environment: environment)
        return own == systemPath ? [own] : [own, systemPath]
    }

    /// Where the packaged service has it.
    static let systemPath = "/run/edge/edge.sock"
}
