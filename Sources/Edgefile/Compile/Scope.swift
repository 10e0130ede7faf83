/// The named matchers that are known where a directive stands.
struct Scope {
    var matchers: [String: RequestMatcher] = [:]
    /// Whether the block belongs to a directive rather than to the site.
    var isNested = false
}
