/// Everything that a configuration may take from outside: variables and other files.
///
/// The module itself opens no file and reads no variable.
public struct EdgefileInputs: Sendable {
    /// What there is at a path.
    public enum Reading: Sendable {
        case contents([UInt8])
        case missing
        /// It is there and cannot be read; why, in words.
        case unreadable(String)
    }

    /// The value of an environment variable.
    public var environment: @Sendable (_ name: String) -> String?
    /// The contents of a file named by `import`; relative names have been joined to the importing file's folder.
    public var read: @Sendable (_ path: String) -> Reading
    /// The files that a pattern with `*`, `?` or `[` fits, in alphabetical order.
    public var expand: @Sendable (_ pattern: String) -> [String]

    public init(
        environment: @escaping @Sendable (_ name: String) -> String?,
        read: @escaping @Sendable (_ path: String) -> Reading,
        expand: @escaping @Sendable (_ pattern: String) -> [String]
    ) {
        self.environment = environment
        self.read = read
        self.expand = expand
    }

    /// No variables and no files.
    public static var none: EdgefileInputs {
        EdgefileInputs(environment: { _ in nil }, read: { _ in .missing }, expand: { _ in [] })
    }
}
