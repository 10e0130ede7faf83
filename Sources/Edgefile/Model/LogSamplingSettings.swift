/// `sampling` in `log`
public struct LogSamplingSettings: Sendable, Equatable {
    /// `interval`
    public var interval: Located<Duration>?
    /// `first`
    public var first: Located<Int>?
    /// `thereafter`
    public var thereafter: Located<Int>?

    public init() {}
}
