/// Puts directives into the order in which they apply: by name, then the more particular path first.
enum DirectiveOrder {
    private static let places = Dictionary(
        uniqueKeysWithValues: DirectiveTable.order.enumerated().map { ($0.element, $0.offset) })

    /// Names that take turns at one place of the order.
    private static func place(_ directive: Directive) -> Int {
        let name =
            switch directive.name {
            case "handle_path": "handle"
            case "deny": "allow"
            default: directive.name
            }
        return places[name] ?? places.count
    }

    /// Insertion sort, as the comparison is no strict order: paths compare only with paths (Caddy does the same).
    static func sorted(_ directives: [Directive]) -> [Directive] {
        var groups: [Int: [Directive]] = [:]
        for directive in directives {
            let place = place(directive)
            var group = groups[place] ?? []
            let isFree = directive.name != "allow" && directive.name != "deny"
            let index = isFree ? group.firstIndex { precedes(directive, $0) } : nil
            group.insert(directive, at: index ?? group.count)
            groups[place] = group
        }
        return groups.keys.sorted().flatMap { groups[$0] ?? [] }
    }

    private static func precedes(_ left: Directive, _ right: Directive) -> Bool {
        if let leftPath = left.matcher?.singlePath, let rightPath = right.matcher?.singlePath {
            let isSame = withoutStar(leftPath) == withoutStar(rightPath)
            if isSame { return leftPath.utf8.count < rightPath.utf8.count }
            return leftPath.utf8.count > rightPath.utf8.count
        }
        return left.matcher != nil && right.matcher == nil
    }

    private static func withoutStar(_ path: String) -> Substring { path.hasSuffix("*") ? path.dropLast() : path[...] }
}
