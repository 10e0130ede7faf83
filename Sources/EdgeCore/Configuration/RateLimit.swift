/// So many requests of one client in so much time: a bucket of tokens that refills steadily. Beyond: 429 with `Retry-After`.
/// Loopback addresses and trusted proxies are never limited, unless a key of its own is counted by.
public struct RateLimit: Sendable, Hashable {
    /// Requests that pass in one `window`, evenly.
    public var events: Int
    /// The time that `events` are spread over.
    public var window: Duration
    /// Requests that may come at once after a quiet time. Default: `events`.
    public var burst: Int?
    /// What tells this limit from others: requests are counted apart for each name, and the counts outlive a reload.
    public var name: String

    /// A limit of `events` in each `window`.
    public init(_ events: Int, per window: Duration, burst: Int? = nil, name: String = "") {
        self.events = events
        self.window = window
        self.burst = burst
        self.name = name
    }
}
