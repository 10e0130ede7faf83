/// The PROXY header that is sent to upstreams.
public enum ProxyProtocolVersion: String, Sendable, Hashable, CaseIterable {
    case v1
    case v2
}
