/// What a template may take from a request. Paths and queries are as they stand in the target, percent-encoding and all, so
/// that they can be put into a target or a field again without a thought.
public enum RequestValue: Sendable, Hashable, CustomStringConvertible {
    /// The method.
    case method
    /// Without the port.
    case host
    /// As the client sent it.
    case hostAndPort
    /// The port of the authority, or the scheme's own.
    case port
    /// `http` or `https`.
    case scheme
    /// Path and query, after what rewrites made of them.
    case target
    /// Path and query as they came.
    case originalTarget
    /// The path of the target.
    case path
    /// A segment of the path, the first being 0.
    case pathSegment(Int)
    /// The last segment of the path.
    case fileName
    /// What stands before the last segment.
    case folder
    /// The query, without its question mark.
    case query
    /// The value of a key of the query.
    case queryValue(String)
    /// The first value of a field.
    case field(String)
    /// The value of a cookie.
    case cookie(String)
    /// A label of the host, counted from the right, the last being 0.
    case label(Int)
    /// The peer, not the client that a trusted proxy speaks for.
    case peerAddress
    /// The peer's port.
    case peerPort
    /// The client's address, as a trusted proxy tells it.
    case clientAddress
    /// `HTTP/1.1`, `HTTP/2.0`.
    case version
    /// `TLSv1.3`, or nothing.
    case tlsVersion
    /// Sixteen random bytes as a UUID, the same in all templates of one request.
    case uuid
    /// Who has logged in by `Route.Action.authenticate`.
    case user
    /// The upstream that was asked last.
    case upstream
    /// A group of a pattern that matched: the pattern's name, empty for the last one, and the number of the group.
    case capture(String, Int)
    /// The path that `RouteCondition.file` has found.
    case matchedFile
    /// The status of the failure that is answered.
    case errorStatus
    /// The name of that status.
    case errorStatusText
    /// What the failure says.
    case errorMessage

    /// The name that Edgefiles have for it.
    public var description: String {
        switch self {
        case .method: "method"
        case .host: "host"
        case .hostAndPort: "hostport"
        case .port: "port"
        case .scheme: "scheme"
        case .target: "uri"
        case .originalTarget: "orig_uri"
        case .path: "path"
        case .pathSegment(let index): "path.\(index)"
        case .fileName: "file"
        case .folder: "dir"
        case .query: "query"
        case .queryValue(let key): "query.\(key)"
        case .field(let name): "header.\(name)"
        case .cookie(let name): "cookie.\(name)"
        case .label(let index): "labels.\(index)"
        case .peerAddress: "remote_host"
        case .peerPort: "remote_port"
        case .clientAddress: "client_ip"
        case .version: "proto"
        case .tlsVersion: "tls_version"
        case .uuid: "uuid"
        case .upstream: "upstream_hostport"
        case .capture(let name, let group): name.isEmpty ? "re.\(group)" : "re.\(name).\(group)"
        case .user: "user"
        case .matchedFile: "file_match.relative"
        case .errorStatus: "err.status_code"
        case .errorStatusText: "err.status_text"
        case .errorMessage: "err.message"
        }
    }
}
