/// What is done with a header.
public enum HeaderOperation: Sendable, Equatable {
    /// Replaces what is there.
    case set(Template)
    case add(Template)
    /// Only where there is none.
    case setDefault(Template)
    case remove
    /// A regular expression, as in Caddy.
    case replace(find: String, with: Template)
}
