extension Compiler {
    func log(_ statement: Statement) -> LogSettings {
        var settings = LogSettings(location: statement.location)
        if let words = arguments(statement.arguments, 0...1, of: statement, usage: "log {") {
            settings.name = words.first.map(text)
        }
        read(statement.block, LogFields.all, of: .settings("log"), into: &settings)
        return settings
    }

    func logOutput(_ statement: Statement, into log: inout LogSettings) {
        let usage = "output file /var/log/edge/access.log"
        guard let words = arguments(statement.arguments, 1...2, of: statement, usage: usage) else { return }
        let plain: [String: LogOutput] = ["stderr": .standardError, "stdout": .standardOutput, "discard": .discard]
        if let output = plain[words[0].text] {
            log.output = Located(output, at: words[0].location)
            if words.count == 2 {
                misuse(statement, at: words[1].location, "`output \(words[0].shown)` takes no file", usage: usage)
            }
        } else if words[0].text == "file" {
            guard words.count == 2, let file = path(words[1]) else {
                misuse(statement, "`output file` needs the name of a file", usage: usage)
                return
            }
            log.output = Located(.file(file.value), at: file.location)
        } else {
            let help = NearestName.find(words[0].text, among: plain.keys + ["file"]).map { "did you mean \($0)?" }
            reporter.error(
                words[0].location, "there is no output \"\(words[0].shown)\"",
                help: help ?? "write stderr, stdout, discard or file NAME")
        }
        read(statement.block, LogFields.roll, of: .settings("output"), into: &log.roll)
    }

    func logFormat(_ statement: Statement, into log: inout LogSettings) {
        let usage = "format json"
        guard let words = arguments(statement.arguments, 1...1, of: statement, usage: usage) else { return }
        if words[0].text == "filter" {
            for line in statement.block ?? [] { logFilter(line, into: &log) }
        } else if let format: Located<LogFormat> = choice(words[0]) {
            log.format = format
            if let extra = statement.block?.first {
                misuse(statement, at: extra.location, "`format \(format.value.rawValue)` has no settings", usage: usage)
            }
        }
    }

    private static let filterActions = [
        "delete", "replace", "rename", "hash", "ip_mask", "query", "cookie", "regexp",
    ]

    private func logFilter(_ line: Statement, into log: inout LogSettings) {
        if line.name == "wrap" {
            if let word = line.arguments.first { log.format = choice(word) }
            return
        }
        if line.name == "fields", line.arguments.isEmpty {
            for field in line.block ?? [] { logFilter(field, into: &log) }
            return
        }
        guard let action = line.arguments.first, Self.filterActions.contains(action.text) else {
            let at = line.arguments.first?.location
            misuse(
                line, at: at,
                "a field needs a filter: \(Self.filterActions.joined(separator: ", "))",
                usage: "request>headers>User-Agent delete")
            return
        }
        var filter = LogFilter(
            field: line.name, action: action.text, arguments: line.arguments.dropFirst().map(text),
            location: line.location)
        filter.rules = (line.block ?? []).map { $0.words.map(text) }
        log.filters.append(filter)
    }
}
