import Testing

/// A file that is wrong, and the whole text that says so.
struct ErrorGolden: CustomTestStringConvertible {
    var testDescription: String
    var input: String
    var output: String

    init(_ description: String, _ input: String, _ output: String) {
        testDescription = description
        self.input = input
        self.output = output
    }

    static var all: [ErrorGolden] { part1 + part2 + part3 + part4 }
}
