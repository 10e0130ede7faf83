internal import EdgeCore
import Glibc
internal import Logging

/// Writes events to standard error: columns on a terminal, JSON elsewhere. Times in UTC, RFC 3339, milliseconds.
struct EventLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let isJSON: Bool

    init(level: Logger.Level, isJSON: Bool = isatty(STDERR_FILENO) == 0) {
        logLevel = level
        self.isJSON = isJSON
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let fields = all.map { ($0.key, "\($0.value)") }
        let text = "\(event.message)"
        Self.write(isJSON ? Self.json(event.level, text, fields) : Self.columns(event.level, text, fields))
    }

    static func json(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> String {
        let head = [("time", LogTime.now), ("level", level.rawValue), ("message", message)]
        let pairs = (head + fields).map { LogText.quoted($0) + ":" + LogText.quoted($1) }
        return "{" + pairs.joined(separator: ",") + "}\n"
    }

    static func columns(_ level: Logger.Level, _ message: String, _ fields: [(String, String)]) -> String {
        let name = level.rawValue.uppercased()
        let padding = String(repeating: " ", count: max(0, 8 - name.count))
        let details = fields.map { " \($0)=\(LogText.escaped($1))" }.joined()
        return "\(LogTime.now) \(name)\(padding) \(LogText.escaped(message))\(details)\n"
    }

    /// One write for a line, so that lines of several threads do not mix. A full disk loses lines, not the server.
    private static func write(_ line: String) {
        var line = line
        line.withUTF8 { _ = unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
