/// `request_body`, `max_body`
public struct RequestBody: Sendable, Equatable {
    /// In bytes.
    public var maxSize: Located<Int>?
    public var readTimeout: Located<Duration>?
    public var writeTimeout: Located<Duration>?

    public init() {}
}
