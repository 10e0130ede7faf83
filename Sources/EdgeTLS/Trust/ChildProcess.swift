import Glibc

/// Runs other programs. Blocks until they end: for the control plane's blocking threads.
struct ChildProcess: Sendable {
    /// How a program ended.
    struct Outcome: Equatable, Sendable {
        /// The exit status; 128 and the signal's number for one that was killed.
        var status: Int32
        /// What it wrote to standard output and standard error, in the order it came; at most 64 KiB.
        var output: String

        var succeeded: Bool { status == 0 }
    }

    /// Folders that programs are looked for in, in order.
    let searchPath: [String]
    /// What programs see beside PATH: `NAME=value`.
    let environment: [String]

    /// Seconds after which a program that does not end is killed.
    private static let deadline: time_t = 60
    private static let outputBytes = 64 * 1024

    /// - Parameter path: folders separated by colons. The folders for administration come after it: they are not in an
    ///   ordinary user's PATH, and `update-ca-certificates` lives there.
    init(path: String, environment: [String]) {
        let given = path.split(separator: ":").map(String.init)
        searchPath = given + ["/usr/local/sbin", "/usr/sbin", "/sbin"].filter { !given.contains($0) }
        self.environment = environment
    }

    /// The program's path; `nil` when it is not installed.
    func find(_ program: String) -> String? {
        searchPath.map { "\($0)/\(program)" }.first { unsafe access($0, X_OK) == 0 }
    }

    /// Runs a program to its end.
    func run(_ executable: String, _ arguments: [String]) -> Outcome {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return Outcome(status: 127, output: "no pipe: \(errno)") }
        defer { close(ends[0]) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        let (status, child) = spawn(executable, arguments, output: ends[1])
        close(ends[1])
        guard status == 0 else {
            return Outcome(status: 127, output: unsafe String(cString: strerror(status)))
        }
        let output = collect(ends[0], from: child)
        return Outcome(status: wait(for: child), output: output)
    }

    /// In a process group of its own.
    private func spawn(_ executable: String, _ arguments: [String], output: Int32) -> (status: Int32, child: pid_t) {
        let variables = ["PATH=" + searchPath.joined(separator: ":")] + environment
        return unsafe ProgramStart.spawn(
            executable, [executable] + arguments, environment: variables, flags: Int32(POSIX_SPAWN_SETPGROUP)
        ) { actions in
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
            unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
        }
    }

    private func collect(_ descriptor: Int32, from child: pid_t) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        let end = time(nil) + Self.deadline
        while true {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = end - time(nil)
            let ready = left > 0 ? unsafe poll(&wanted, 1, Int32(left) * 1000) : 0
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else {
                kill(-child, SIGKILL)
                return String(decoding: bytes, as: UTF8.self) + "\nkilled after \(Self.deadline) s"
            }
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<min(count, Self.outputBytes - bytes.count)]
        }
    }

    private func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return 127 }
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }
}
