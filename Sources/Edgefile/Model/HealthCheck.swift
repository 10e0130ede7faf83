/// Requests of our own that find out whether an upstream is well. Off without `uri`.
public struct HealthCheck: Sendable, Equatable {
    /// `health_uri`
    public var uri: Located<String>?
    /// `health_port`
    public var port: Located<Int>?
    /// `health_interval`
    public var interval: Located<Duration>?
    /// `health_timeout`
    public var timeout: Located<Duration>?
    /// `health_status`
    public var status: Located<StatusPattern>?
    /// A text that has to be in the answer.
    public var body: Located<String>?
    /// `health_headers`
    public var headers: [HeaderEdit] = []
    /// Good answers in a row until an upstream counts as well.
    public var passes: Located<Int>?
    /// Bad ones until it counts as ill.
    public var fails: Located<Int>?
    /// `health_method`
    public var method: Located<String>?

    public init() {}
}
