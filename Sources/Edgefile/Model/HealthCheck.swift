/// Requests of our own that find out whether an upstream is well. Off without `uri`.
public struct HealthCheck: Sendable, Equatable {
    public var uri: Located<String>?
    public var port: Located<Int>?
    public var interval: Located<Duration>?
    public var timeout: Located<Duration>?
    public var status: Located<StatusPattern>?
    /// A text that has to be in the answer.
    public var body: Located<String>?
    public var headers: [HeaderEdit] = []
    /// Good answers in a row until an upstream counts as well.
    public var passes: Located<Int>?
    /// Bad ones until it counts as ill.
    public var fails: Located<Int>?
    public var method: Located<String>?

    public init() {}
}
