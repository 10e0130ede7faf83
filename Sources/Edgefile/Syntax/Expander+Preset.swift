extension Expander {
    /// The lines of the presets that a block names, behind its own. What the block says itself stays as it is said.
    mutating func presetLines(for block: [Statement]) -> [Statement] {
        block.flatMap { statement -> [Statement] in
            guard statement.name == "preset", statement.words.count == 2, let preset = Preset(rawValue: statement.words[1].text)
            else { return [] }
            let source = SourceFile(name: "preset \(preset.rawValue)", bytes: Array(PresetText.lines(of: preset).utf8))
            return parsed(source).filter { line in !block.contains { Self.says($0, line) } }
        }
    }

    /// Whether a line of the block says what the preset's would: the same directive for the same requests.
    private static func says(_ own: Statement, _ line: Statement) -> Bool {
        let isBody = ["max_body", "request_body"].contains(own.name) && line.name == "max_body" && own.words.count < 3
        return isBody || own.name == line.name && own.words.map(\.text) == line.words.map(\.text)
    }
}
