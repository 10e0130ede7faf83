/// How a log line looks.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    case console
    case json
}
