/// One entry as a line: JSON for programs, columns for people.
struct AccessLogFormatter: Sendable {
    let isJSON: Bool

    func line(_ entry: AccessLogEntry) -> String {
        isJSON ? json(entry) : console(entry)
    }

    private func json(_ entry: AccessLogEntry) -> String {
        var fields: [(String, String)] = [
            ("time", LogText.quoted(LogTime.text(entry.time))),
            ("client", LogText.quoted(entry.client.host)),
            ("method", LogText.quoted(entry.method)),
            ("scheme", LogText.quoted(entry.isSecure ? "https" : "http")),
            ("host", LogText.quoted(entry.host)),
            ("path", LogText.quoted(LogText.redacted(target: entry.target))),
            ("protocol", LogText.quoted(entry.version)),
            ("status", String(entry.status)),
            ("bytes_in", String(entry.bytesIn)),
            ("bytes_out", String(entry.bytesOut)),
            ("duration_ms", milliseconds(entry.duration)),
        ]
        if let firstByte = entry.firstByte { fields.append(("first_byte_ms", milliseconds(firstByte))) }
        if let responder = entry.responder { fields.append(("upstream", LogText.quoted(responder))) }
        if let closeCode = entry.closeCode { fields.append(("close_code", String(closeCode))) }
        if let user = entry.user { fields.append(("user_id", LogText.quoted(user))) }
        if !entry.userAgent.isEmpty { fields.append(("user_agent", LogText.quoted(entry.userAgent))) }
        if let failure = entry.failure {
            fields.append(("blame", LogText.quoted(failure.blame.rawValue)))
            fields.append(("error", LogText.quoted("\(failure.phrase)")))
        }
        return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
    }

    private func console(_ entry: AccessLogEntry) -> String {
        var line = "\(LogTime.text(entry.time)) \(entry.client.host) \(entry.status) "
        line += LogText.escaped("\(entry.method) \(entry.host)\(LogText.redacted(target: entry.target))")
        line += " \(entry.version) \(entry.bytesOut) B \(milliseconds(entry.duration)) ms"
        if let responder = entry.responder { line += " \(responder)" }
        if let closeCode = entry.closeCode { line += " closed \(closeCode)" }
        if let user = entry.user { line += " by " + LogText.escaped(user) }
        if let failure = entry.failure { line += " · \(failure.blame.rawValue): \(failure.phrase)" }
        return line + "\n"
    }

    private func milliseconds(_ interval: Interval) -> String {
        let tenths = interval.nanoseconds / 100_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
