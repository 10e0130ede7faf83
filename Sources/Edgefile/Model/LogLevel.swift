/// From which importance on events are logged.
public enum LogLevel: String, Sendable, Hashable, CaseIterable {
    case debug = "DEBUG"
    case info = "INFO"
    case warn = "WARN"
    case error = "ERROR"
}
