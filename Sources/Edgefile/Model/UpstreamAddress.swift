/// Where a server stands that requests are forwarded to.
public struct UpstreamAddress: Sendable, Hashable, CustomStringConvertible {
    /// What was written in front.
    public enum Scheme: String, Sendable, Hashable {
        case http, https, h2c
    }

    /// A port of a host, or a socket in the file system.
    public enum Endpoint: Sendable, Hashable {
        /// `port` is `nil` where none was written.
        case tcp(host: String, port: Int?)
        case unix(path: String)
    }

    /// The scheme.
    public var scheme: Scheme?
    /// The endpoint.
    public var endpoint: Endpoint
    /// As it was written.
    public var text: String
    /// Where it was written.
    public var location: SourceLocation

    public init(scheme: Scheme?, endpoint: Endpoint, text: String, location: SourceLocation) {
        self.scheme = scheme
        self.endpoint = endpoint
        self.text = text
        self.location = location
    }

    /// The port, by the scheme where none was written: 443 for https, else 80. `nil` for a socket.
    public var effectivePort: Int? {
        guard case .tcp(_, let port) = endpoint else { return nil }
        return port ?? (scheme == .https ? 443 : 80)
    }

    public var description: String { text }
}
