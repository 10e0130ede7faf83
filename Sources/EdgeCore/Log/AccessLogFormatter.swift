import Glibc

/// One entry as a line: JSON for programs, columns for people.
struct AccessLogFormatter: Sendable {
    let isJSON: Bool

    func line(_ entry: AccessLogEntry) -> String {
        isJSON ? json(entry) : console(entry)
    }

    private func json(_ entry: AccessLogEntry) -> String {
        var fields: [(String, String)] = [
            ("time", quoted(LogTime.text(entry.time))),
            ("client", quoted(entry.client.host)),
            ("method", quoted(entry.method)),
            ("scheme", quoted(entry.isSecure ? "https" : "http")),
            ("host", quoted(entry.host)),
            ("path", quoted(LogText.redacted(target: entry.target))),
            ("protocol", quoted(entry.version)),
            ("status", String(entry.status)),
            ("bytes_in", String(entry.bytesIn)),
            ("bytes_out", String(entry.bytesOut)),
            ("duration_ms", milliseconds(entry.duration)),
        ]
        if let firstByte = entry.firstByte { fields.append(("first_byte_ms", milliseconds(firstByte))) }
        if let responder = entry.responder { fields.append(("upstream", quoted(responder))) }
        if let closeCode = entry.closeCode { fields.append(("close_code", String(closeCode))) }
        if !entry.userAgent.isEmpty { fields.append(("user_agent", quoted(entry.userAgent))) }
        if let failure = entry.failure {
            fields.append(("blame", quoted(failure.blame.rawValue)))
            fields.append(("error", quoted("\(failure.phrase)")))
        }
        return "{" + fields.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}\n"
    }

    private func console(_ entry: AccessLogEntry) -> String {
        var line = "\(LogTime.text(entry.time)) \(entry.client.host) \(entry.status) "
        line += LogText.escaped("\(entry.method) \(entry.host)\(LogText.redacted(target: entry.target))")
        line += " \(entry.version) \(entry.bytesOut) B \(milliseconds(entry.duration)) ms"
        if let responder = entry.responder { line += " \(responder)" }
        if let closeCode = entry.closeCode { line += " closed \(closeCode)" }
        if let failure = entry.failure { line += " · \(failure.blame.rawValue): \(failure.phrase)" }
        return line + "\n"
    }

    private func milliseconds(_ interval: Interval) -> String {
        let tenths = interval.nanoseconds / 100_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// A JSON string (RFC 8259 §7), escaped for terminals too.
    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in LogText.escaped(text, limit: 4096).unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// Times as logs write them: UTC, RFC 3339, milliseconds.
enum LogTime {
    static func text(_ time: timespec) -> String {
        var seconds = time.tv_sec
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        let date = unsafe [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let clock = unsafe [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
        let pad = { (number: Int, width: Int) -> String in
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let day = date.map { pad($0, 2) }.joined(separator: "-")
        let hour = clock.map { pad($0, 2) }.joined(separator: ":")
        return "\(day)T\(hour).\(pad(Int(time.tv_nsec) / 1_000_000, 3))Z"
    }
}
