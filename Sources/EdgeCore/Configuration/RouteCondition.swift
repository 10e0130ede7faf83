/// Something that holds for a request or does not.
///
/// Paths are compared in any case, decoded, with double slashes and dot segments resolved: what an upstream or a file system
/// might take for the same is the same here.
public indirect enum RouteCondition: Sendable, Hashable {
    /// One of these. `*` at the end fits any ending, at the beginning any beginning, at both any place; elsewhere it fits what
    /// has no slash in it.
    case path([String])
    /// The path is this one, or lies below it.
    case pathPrefix(String)
    /// The pattern fits the path; `name` is for captures.
    case pathMatches(TextPattern, name: String? = nil)
    /// One of these; `*` fits one label.
    case host([String])
    /// The method is one of these.
    case method([String])
    /// A field has one of these values, with `*` at either end; without values: the field is there.
    case field(String, values: [String])
    /// There is no field of this name.
    case fieldIsAbsent(String)
    /// The pattern fits the value of a field.
    case fieldMatches(String, TextPattern, name: String? = nil)
    /// One of these; without a value: the key is there.
    case query([QueryItem])
    /// The peer's address is in one of these.
    case peer([AddressRange])
    /// The client's address, as a trusted proxy tells it, is in one of these.
    case client([AddressRange])
    /// The client speaks HTTPS, to the edge or to a trusted proxy.
    case isEncrypted(Bool)
    /// The version of HTTP.
    case version(HTTPVersionRange)
    /// A failure with one of these statuses is being answered.
    case failure([ClosedRange<Int>])
    /// One of these is a file (with a final slash: a folder) below the root; `nil` for what `Route.Action.setRoot` has said.
    case file([Template], root: Template? = nil)
    /// Not all of these hold.
    case not([RouteCondition])

    /// A key of a query, and the value that it has to have.
    public struct QueryItem: Sendable, Hashable {
        /// The key, decoded.
        public var key: String
        /// The value, decoded; `nil` for any.
        public var value: String?

        /// A pair, or a key with any value.
        public init(key: String, value: String? = nil) {
            self.key = key
            self.value = value
        }
    }

    /// Versions of HTTP.
    public enum HTTPVersionRange: Sendable, Hashable {
        /// 1.0
        case http10
        /// 1.1
        case http11
        /// 1.1 and 2
        case http11OrLater
        /// 2
        case http2
    }
}
