internal import EdgeCore
import Glibc

/// Sockets that systemd has opened before it started this process (sd_listen_fds(3)).
enum SocketActivation {
    /// The first of them, by convention.
    private static let firstDescriptor: Int32 = 3

    /// Takes them; `[]` when there are none, or when they are for another process.
    ///
    /// - Throws: for one that is no listening TCP socket, by its name in the socket unit.
    static func listeners(_ environment: Environment) throws -> [ListeningSocket] {
        guard environment["LISTEN_PID"] == String(getpid()), let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
            count > 0, count < 1024
        else { return [] }
        let names = environment["LISTEN_FDNAMES"]?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        // Processes that we start are not to take them for theirs.
        for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"] { unsafe unsetenv(name) }
        return try (0..<count).map { index in
            do { return try ListeningSocket.inherited(firstDescriptor + index, as: nil) } catch {
                let name = Int(index) < names.count ? " (\(names[Int(index)]))" : ""
                throw Unusable(description: "socket \(index + 1) of systemd\(name) cannot be used: \(error)")
            }
        }
    }

    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }
}
