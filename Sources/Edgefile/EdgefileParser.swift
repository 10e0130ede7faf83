/// Reads an Edgefile: any bytes give a configuration or errors, all of them at once.
///
/// ```swift
/// let result = EdgefileParser.parse(bytes, file: "Edgefile", inputs: .none)
/// for diagnostic in result.diagnostics { print(diagnostic) }
/// ```
public enum EdgefileParser {
    /// - Parameters:
    ///   - bytes: the contents of the file.
    ///   - file: its name, as diagnostics show it; `import` is relative to its folder.
    ///   - inputs: the environment and the other files.
    public static func parse(
        _ bytes: [UInt8], file: String = "Edgefile", inputs: EdgefileInputs = .none
    ) -> EdgefileResult {
        let reporter = Reporter()
        var expander = Expander(inputs: inputs, reporter: reporter)
        let statements = expander.expand(SourceFile(name: file, bytes: bytes))
        let configuration = FileCompiler(Compiler(reporter: reporter)).configuration(statements)
        if configuration.sites.isEmpty, !reporter.hasErrors {
            let start = SourceLocation(file: file, line: 1, column: 1)
            reporter.error(start, "the file names no site", help: "for example: chat.example.com -> localhost:8080")
        }
        return EdgefileResult(
            configuration: reporter.hasErrors ? nil : configuration,
            diagnostics: inFileOrder(reporter.diagnostics, first: file),
            sources: reporter.sources)
    }

    /// The file itself before those that it imports; within one, from the top down.
    private static func inFileOrder(_ diagnostics: [Diagnostic], first: String) -> [Diagnostic] {
        diagnostics.sorted { left, right in
            let (one, other) = (left.location, right.location)
            if one.file != other.file { return one.file == first || (other.file != first && one.file < other.file) }
            return (one.line, one.column) < (other.line, other.column)
        }
    }
}
