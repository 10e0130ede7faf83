/// What is spoken to upstreams.
public enum UpstreamVersion: String, Sendable, Hashable, CaseIterable {
    case http1 = "1.1"
    case http2 = "2"
    case http2Cleartext = "h2c"
}
