/// What a listener speaks.
public enum ServerProtocol: String, Sendable, Hashable, CaseIterable {
    /// HTTP/1.1
    case http1 = "h1"
    /// HTTP/2 over TLS
    case http2 = "h2"
    /// HTTP/2 without TLS
    case http2Cleartext = "h2c"
}
