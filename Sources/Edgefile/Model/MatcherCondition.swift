/// One condition of a matcher.
public indirect enum MatcherCondition: Sendable, Equatable {
    /// `*` at either end, or in the middle.
    case path([String])
    case pathRegexp(name: String?, pattern: String)
    case host([String])
    case method([String])
    /// One of the values, with `*` at either end; any value where there is none.
    case header(name: String, values: [String])
    case headerAbsent(name: String)
    case headerRegexp(name: String?, field: String, pattern: String)
    /// One of them.
    case query([QueryCondition])
    /// The peer's address.
    case remoteIP([AddressRange])
    /// The client's, as trusted proxies give it.
    case clientIP([AddressRange])
    /// `http`, `https`, `grpc`, `http/1.1`, `http/2`, `http/2+`
    case protocolName(String)
    case file(FileCondition)
    /// Not all of these.
    case not([MatcherCondition])
}
