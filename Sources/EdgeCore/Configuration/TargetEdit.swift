/// A change of a request's target.
public enum TargetEdit: Sendable, Hashable {
    /// Takes a prefix off the path, in any case.
    case removePrefix(String)
    /// Takes a suffix off the path.
    case removeSuffix(String)
    /// Replaces a text in path and query, everywhere or at most so many times.
    case replace(String, with: Template, limit: Int?)
    /// Replaces what fits a pattern in the path.
    case replaceMatches(TextPattern, with: Template)
}
