/// What a site answers to: a name, a port, or both.
public struct SiteAddress: Sendable, Hashable, CustomStringConvertible {
    /// The scheme that was written in front.
    public enum Scheme: String, Sendable, Hashable {
        case http, https
    }

    /// Which names.
    public enum Host: Sendable, Hashable {
        /// `:443`, `http://`: every name.
        case any
        /// In lower case, without a final dot.
        case name(String)
        /// `*.example.com`, given as `example.com`.
        case wildcard(String)
        case address(IPAddress)
    }

    /// The scheme.
    public var scheme: Scheme?
    /// The host.
    public var host: Host
    /// The port.
    public var port: Int?
    /// As it was written.
    public var text: String
    /// Where it was written.
    public var location: SourceLocation

    public init(scheme: Scheme?, host: Host, port: Int?, text: String, location: SourceLocation) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.text = text
        self.location = location
    }

    /// Whether it is served with TLS: by its scheme, else by its port, else when it has a name.
    public func isHTTPS(httpPort: Int, httpsPort: Int) -> Bool {
        if let scheme { return scheme == .https }
        if let port {
            if port == httpsPort { return true }
            return host != .any && port != httpPort
        }
        return true
    }

    /// The port that it is served on.
    public func effectivePort(httpPort: Int, httpsPort: Int) -> Int {
        port ?? (isHTTPS(httpPort: httpPort, httpsPort: httpsPort) ? httpsPort : httpPort)
    }

    public var description: String { text }
}
