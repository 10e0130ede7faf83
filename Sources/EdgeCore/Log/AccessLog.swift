/// Where access-log lines go, and in which form.
public struct AccessLog: Sendable, Hashable {
    public enum Output: Sendable, Hashable {
        case standardError
        case standardOutput
        /// Appended to; opened again on request (`EdgeServer.reopenLogs`), so that it can be rotated.
        case file(path: String)
    }

    public enum Format: Sendable, Hashable {
        /// JSON, except on a terminal.
        case automatic
        case json
        case console
    }

    public var output: Output
    public var format: Format

    public init(output: Output = .standardError, format: Format = .automatic) {
        self.output = output
        self.format = format
    }
}
