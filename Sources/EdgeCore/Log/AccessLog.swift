/// Where access-log lines go, and in which form.
public struct AccessLog: Sendable, Hashable {
    /// Where lines go.
    public enum Output: Sendable, Hashable {
        /// The process's standard error.
        case standardError
        /// The process's standard output.
        case standardOutput
        /// Appended to; opened again on request (`EdgeServer.reopenLogs`), so that it can be rotated.
        case file(path: String)
    }

    /// What a line looks like.
    public enum Format: Sendable, Hashable {
        /// JSON, except on a terminal.
        case automatic
        /// One object a line.
        case json
        /// For people.
        case console
    }

    /// Where lines go.
    public var output: Output
    /// What they look like.
    public var format: Format
    /// What a flood leaves of them; `nil` for all, as far as the writer comes along (`Limits.logQueueLines`).
    public var sampling: LogSampling?

    /// Lines to standard error, in the form that suits it, unless said otherwise.
    public init(output: Output = .standardError, format: Format = .automatic, sampling: LogSampling? = nil) {
        self.output = output
        self.format = format
        self.sampling = sampling
    }
}
