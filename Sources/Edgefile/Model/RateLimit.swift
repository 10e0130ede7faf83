/// `rate_limit [MATCHER] EVENTS/WINDOW [burst N]`: a token bucket for each client.
public struct RateLimit: Sendable, Equatable {
    /// The events.
    public var events: Int
    /// The window.
    public var window: Duration
    /// The burst.
    public var burst: Located<Int>?
    /// What is counted; `nil` for the client's address.
    public var key: Template?

    public init(events: Int, window: Duration) {
        self.events = events
        self.window = window
    }
}
