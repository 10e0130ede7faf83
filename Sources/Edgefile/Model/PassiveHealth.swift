/// What is learnt about upstreams from the requests that they get.
public struct PassiveHealth: Sendable, Equatable {
    public var failDuration: Located<Duration>?
    public var maxFails: Located<Int>?
    public var unhealthyStatus: [Located<StatusPattern>] = []
    public var unhealthyLatency: Located<Duration>?
    public var unhealthyRequestCount: Located<Int>?

    public init() {}
}
