internal import ArgumentParser

/// What the process tells whoever started it.
enum ExitStatus {
    /// Could not start; restarting will not help.
    static let cannotStart = ExitCode(1)
    /// Stopped by force.
    static let forced = ExitCode(2)
    /// The command line makes no sense (EX_USAGE of sysexits.h).
    static let wrongCommandLine = ExitCode(64)
    /// Stopped, with errors.
    static let stoppedWithErrors = ExitCode(3)
}
