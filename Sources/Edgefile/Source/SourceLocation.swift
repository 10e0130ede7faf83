/// A place in a file: where a value was written.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file as it was named to the parser or by `import`.
    public var file: String
    /// Counted from 1.
    public var line: Int
    /// Counted from 1, in Unicode scalars; a tab is one.
    public var column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `FILE:LINE:COLUMN`.
    public var description: String { "\(file):\(line):\(column)" }
}
