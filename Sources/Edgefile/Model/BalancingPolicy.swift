/// How one of several upstreams is picked.
public enum BalancingPolicy: Sendable, Hashable {
    case random
    /// The less busy of so many picked by chance.
    case randomChoose(Int)
    case first
    case roundRobin
    /// One weight for each upstream.
    case weightedRoundRobin([Int])
    case leastConnections
    /// By the peer's address.
    case ipHash
    /// By the client's address, as trusted proxies give it.
    case clientIPHash
    case uriHash
    /// By the value of a header.
    case header(String)
    case query(String)
    case cookie(name: String?, secret: String?)
}
