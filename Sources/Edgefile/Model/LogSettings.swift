/// `log`
public struct LogSettings: Sendable, Equatable {
    public var location: SourceLocation
    public var name: Located<String>?
    public var output: Located<LogOutput>?
    public var roll: LogRoll = LogRoll()
    public var format: Located<LogFormat>?
    /// Of `format filter`.
    public var filters: [LogFilter] = []
    public var level: Located<LogLevel>?
    public var hostnames: [Located<String>] = []
    public var include: [Located<String>] = []
    public var exclude: [Located<String>] = []
    /// Lines a second; what is above is counted and left out.
    public var sample: Located<Int>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
