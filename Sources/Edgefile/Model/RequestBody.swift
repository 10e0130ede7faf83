/// `request_body`, `max_body`
public struct RequestBody: Sendable, Equatable {
    /// In bytes.
    public var maxSize: Located<Int>?
    /// `read_timeout`
    public var readTimeout: Located<Duration>?
    /// `write_timeout`
    public var writeTimeout: Located<Duration>?

    public init() {}
}
