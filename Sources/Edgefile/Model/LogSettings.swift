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
    /// Lines a second; what is above is counted and left out.
    public var sample: Located<Int>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
