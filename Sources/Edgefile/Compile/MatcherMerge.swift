/// Joins two lines of one matcher that list values of one kind: either may fit.
enum MatcherMerge {
    /// The joined condition; `nil` where both have to hold.
    static func merge(_ left: MatcherCondition, _ right: MatcherCondition) -> MatcherCondition? {
        switch (left, right) {
        case (.path(let first), .path(let second)): return .path(first + second)
        case (.host(let first), .host(let second)): return .host(first + second)
        case (.method(let first), .method(let second)): return .method(first + second)
        case (.query(let first), .query(let second)): return .query(first + second)
        case (.remoteIP(let first), .remoteIP(let second)): return .remoteIP(first + second)
        case (.clientIP(let first), .clientIP(let second)): return .clientIP(first + second)
        case (.header(let name, let first), .header(let other, let second)):
            guard name.lowercased() == other.lowercased(), !first.isEmpty, !second.isEmpty else { return nil }
            return .header(name: name, values: first + second)
        default: return nil
        }
    }
}
