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

    /// The directives of one block in the order in which they apply.
    static func sorted(_ directives: [Directive]) -> [Directive] {
        var groups: [Int: [Directive]] = [:]
        for directive in directives { groups[place(directive), default: []].append(directive) }
        return groups.keys.sorted().flatMap { specificFirst(groups[$0] ?? []) }
    }

    /// Insertion sort, as the comparison is no strict order: paths compare only with paths, and Caddy does the same.
    /// Groups that no one writes by hand are sorted by length alone.
    private static func specificFirst(_ group: [Directive]) -> [Directive] {
        guard let first = group.first, group.count > 1, first.name != "allow", first.name != "deny" else {
            return group
        }
        guard group.count <= Limits.insertionSort else {
            return group.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(
                \.element)
        }
        var result: [Directive] = []
        for directive in group {
            var index = result.count
            while index > 0, precedes(directive, result[index - 1]) { index -= 1 }
            result.insert(directive, at: index)
        }
        return result
    }

    private static func rank(_ directive: Directive) -> Int {
        guard let matcher = directive.matcher else { return 1 }
        return -(matcher.singlePath?.utf8.count ?? 0)
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
