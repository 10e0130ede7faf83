/// Which requests a directive is for: all conditions must hold.
public struct RequestMatcher: Sendable, Equatable {
    /// Without the `@`; `nil` for a path in the directive's own line.
    public var name: String?
    /// Where the conditions are written.
    public var location: SourceLocation
    /// The conditions.
    public var conditions: [MatcherCondition]

    /// The one path of a matcher that is nothing but that; decides the order of directives of one name.
    public var singlePath: String? {
        if conditions.count == 1, case .path(let paths) = conditions[0], paths.count == 1 { paths[0] } else { nil }
    }

    public init(location: SourceLocation, conditions: [MatcherCondition]) {
        self.location = location
        self.conditions = conditions
    }
}
