internal import ArgumentParser
import Glibc

extension ParsableCommand {
    /// Says what went wrong on standard error and ends with the status for "could not start".
    func fail(_ error: any Error) throws -> Never {
        if let code = error as? ExitCode { throw code }
        Terminal.error("\(error)")
        throw ExitStatus.cannotStart
    }

    /// Runs the command's body; any error becomes words and exit code 1.
    func asking<Result>(_ body: () throws -> Result) async throws -> Result {
        do { return try body() } catch { try fail(error) }
    }
}

/// The two standard streams, for people.
enum Terminal {
    static func error(_ text: String) {
        write("error: \(text)\n")
    }

    /// On standard error.
    static func write(_ text: String) { write(text, to: STDERR_FILENO) }

    /// On standard output, at once even where that is a file or a pipe.
    static func print(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { _ = unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
