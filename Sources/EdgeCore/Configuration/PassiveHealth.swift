/// What is learnt about upstreams from the requests that they get.
public struct PassiveHealth: Sendable, Hashable {
    /// How long a failure is remembered, and how long an upstream with too many of them is passed over.
    public var failDuration: Duration
    /// Failures, over all workers, from which an upstream is passed over.
    public var maxFails = 1
    /// Statuses that count as failures.
    public var unhealthyStatuses: [ClosedRange<Int>] = []
    /// The time to the head of an answer from which it counts as a failure.
    public var unhealthyLatency: Duration?

    /// Connections that break, answers that are none and answers that do not come count as failures.
    public init(failDuration: Duration) { self.failDuration = failDuration }
}
