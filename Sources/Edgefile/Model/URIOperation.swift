/// `uri`: a change of the request's target.
public enum URIOperation: Sendable, Equatable {
    case stripPrefix(String)
    case stripSuffix(String)
    case replace(find: String, with: Template, limit: Int?)
    case pathRegexp(find: String, with: Template)
}
