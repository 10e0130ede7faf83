/// `log`
public struct LogSettings: Sendable, Equatable {
    /// Where it was written.
    public var location: SourceLocation
    /// `name`
    public var name: Located<String>?
    /// `output`
    public var output: Located<LogOutput>?
    /// `roll`
    public var roll: LogRoll = LogRoll()
    /// `format`
    public var format: Located<LogFormat>?
    /// Of `format filter`.
    public var filters: [LogFilter] = []
    /// `level`
    public var level: Located<LogLevel>?
    /// `hostnames`
    public var hostnames: [Located<String>] = []
    /// `include`
    public var include: [Located<String>] = []
    /// `exclude`
    public var exclude: [Located<String>] = []
    /// What a flood leaves of the lines.
    public var sampling: LogSamplingSettings?

    public init(location: SourceLocation) {
        self.location = location
    }
}
