/// When a log file is put aside, and how many are kept.
public struct LogRoll: Sendable, Equatable {
    /// `roll_disabled`
    public var disabled: Located<Bool>?
    /// In bytes.
    public var size: Located<Int>?
    /// `roll_keep`
    public var keep: Located<Int>?
    /// `roll_keep_for`
    public var keepFor: Located<Duration>?
    /// `roll_uncompressed`
    public var uncompressed: Located<Bool>?
    /// `roll_local_time`
    public var localTime: Located<Bool>?
    /// Permissions, in octal.
    public var mode: Located<String>?

    public init() {}
}
