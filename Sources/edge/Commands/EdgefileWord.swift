/// A word of a command line as it stands in a file.
enum EdgefileWord {
    /// Arguments that hold blanks or braces stay one word.
    static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-._:/[]*~".contains($0) }
        guard word.isEmpty || !isPlain else { return word }
        return "\"" + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
