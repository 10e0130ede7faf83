/// When a log file is put aside, and how many are kept.
public struct LogRoll: Sendable, Equatable {
    public var disabled: Located<Bool>?
    /// In bytes.
    public var size: Located<Int>?
    public var keep: Located<Int>?
    public var keepFor: Located<Duration>?
    public var uncompressed: Located<Bool>?
    public var localTime: Located<Bool>?
    /// Permissions, in octal.
    public var mode: Located<String>?

    public init() {}
}
