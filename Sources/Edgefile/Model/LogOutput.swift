/// Where log lines go.
public enum LogOutput: Sendable, Hashable {
    case standardError
    case standardOutput
    case discard
    case file(String)
}
