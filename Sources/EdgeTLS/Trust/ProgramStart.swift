package import Glibc

/// How this package starts other programs: with the signals set back that we block or ignore.
package enum ProgramStart {
    /// - Parameters:
    ///   - arguments: with the program's own name before them.
    ///   - environment: `NAME=value`; all there is.
    ///   - flags: of posix_spawn(3), beside those for the signals.
    ///   - actions: adds what happens to descriptors.
    /// - Returns: an errno, 0 for none, and the process.
    package static func spawn(
        _ executable: String, _ arguments: [String], environment: [String], flags: Int32 = 0,
        actions addActions: (inout posix_spawn_file_actions_t) -> Void
    ) -> (status: Int32, child: pid_t) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe addActions(&actions)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags | Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)))
        var child = pid_t()
        let status = unsafe withStrings(arguments) { arguments in
            unsafe withStrings(environment) { environment in
                unsafe posix_spawn(&child, executable, &actions, &attributes, arguments, environment)
            }
        }
        return (status, child)
    }

    /// The strings as C's null-terminated array, for the time of the call.
    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
        defer { while let pointer = unsafe pointers.popLast() { unsafe free(pointer) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress!) }
    }
}
