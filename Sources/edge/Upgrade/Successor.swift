internal import CLinux
internal import EdgeTLS
import FoundationEssentials
import Glibc

/// The program that takes over on `edge upgrade`: what is now at the path that this process was started from.
enum Successor {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The program's path, found when this process starts: later `/proc/self/exe` may name a deleted file, and a link may lead
    /// elsewhere, which is the point of an upgrade.
    static let path: String = {
        let name = CommandLine.arguments.first ?? "edge"
        if name.contains("/") { return absolute(name) }
        let folders = (Environment.process["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/\(name)" as String }.first { unsafe access($0, X_OK) == 0 }
        return found.map(absolute) ?? absolute("/proc/self/exe")
    }()

    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(current) }
        return "\(unsafe String(cString: current))/\(path)"
    }

    /// The command line of this process, with the wish to take over.
    static var arguments: [String] {
        [path] + CommandLine.arguments.dropFirst().filter { $0 != "--take-over" } + ["--take-over"]
    }

    /// Starts it, with our standard streams. It ends or stays; see `hasEnded`.
    static func start() throws -> pid_t {
        let (status, child) = unsafe ProgramStart.spawn(path, arguments, environment: environment) { actions in
            // What whoever started us has left open is not the successor's.
            unsafe edge_close_from(&actions, 3)
        }
        guard status == 0 else {
            throw Failure(description: "\(path) could not be started: \(unsafe String(cString: strerror(status)))")
        }
        return child
    }

    /// Ours, without what names this process.
    private static var environment: [String] {
        let ours: Set<String> = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID"]
        return ProcessInfo.processInfo.environment.filter { !ours.contains($0.key) }.map { "\($0.key)=\($0.value)" }
    }

    /// How it ended, in words; `nil` while it runs.
    static func hasEnded(_ child: pid_t) -> String? {
        var status: Int32 = 0
        guard unsafe waitpid(child, &status, WNOHANG) == child else { return nil }
        return status & 0x7F == 0 ? "status \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
    }

    /// Gives up on it.
    static func end(_ child: pid_t) {
        kill(child, SIGKILL)
        var status: Int32 = 0
        unsafe waitpid(child, &status, 0)
    }
}
