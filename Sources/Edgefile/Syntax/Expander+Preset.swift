extension Expander {
    /// The lines of the presets that a block names, behind its own. What the block says itself stays as it is said.
    mutating func presetLines(for block: [Statement], of site: Statement) -> [Statement] {
        // Only behind an arrow settings of the upstream may stand among those of the site.
        let hasArrow = site.words.contains { $0.form == .bare && $0.text == "->" }
        return block.flatMap { statement -> [Statement] in
            guard statement.name == "preset", statement.words.count == 2, let preset = Preset(rawValue: statement.words[1].text)
            else { return [] }
            let source = SourceFile(name: "preset \(preset.rawValue)", bytes: Array(PresetText.lines(of: preset).utf8))
            return parsed(source).filter { line in
                (hasArrow || !line.name.hasPrefix("health_")) && !block.contains { Self.says($0, line) }
            }
        }
    }

    /// Whether a line of the block says what the preset's would: the same directive for the same requests.
    private static func says(_ own: Statement, _ line: Statement) -> Bool {
        switch line.name {
        case "max_body": return own.name == "max_body" && own.words.count < 3 || own.name == "request_body" && own.words.count < 2
        case "max_uploads", "health_uri", "health_interval", "health_fails": return own.name == line.name
        // What a good answer holds is said for the preset's path.
        case "health_body": return own.name == line.name || own.name == "health_uri"
        case "rate_limit": return own.name == line.name && own.words.prefix(2).map(\.text) == line.words.prefix(2).map(\.text)
        default: return own.name == line.name && own.words.map(\.text) == line.words.map(\.text)
        }
    }
}
