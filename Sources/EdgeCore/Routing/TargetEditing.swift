/// Puts another target in the place of a request's.
enum TargetEditing {
    /// Makes a target of this text; without a `?` in it the query stays.
    static func rewrite(_ request: RequestHead, to text: [UInt8], state: RouteState) {
        let old = request.fields.array(in: request.targetRange)
        let path = text.prefix { $0 != UInt8(ascii: "?") }
        let oldQuery = old.drop { $0 != UInt8(ascii: "?") }
        let query = path.count < text.count ? text[path.count...] : oldQuery
        put(path, query, in: request, state: state)
    }

    static func apply(_ edit: TargetEdit, to request: RequestHead, state: RouteState, _ values: RequestValues) {
        let target = request.fields.array(in: request.targetRange)
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        let query = target[path.count...]
        switch edit {
        case .removePrefix(let prefix):
            put(withoutPrefix(Array(path), Array(prefix.utf8)), query, in: request, state: state)
        case .removeSuffix(let suffix):
            guard path.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) else { return }
            put(path.dropLast(suffix.utf8.count), query, in: request, state: state)
        case .replace(let text, let template, let limit):
            let new = CompiledTemplate(template).filled(values)
            let result = replace(Array(text.utf8), by: new, in: target, limit: limit ?? .max)
            let newPath = result.prefix { $0 != UInt8(ascii: "?") }
            put(newPath, result[newPath.count...], in: request, state: state)
        case .replaceMatches(let pattern, let template):
            let new = CompiledTemplate(template).filled(values)
            put(pattern.replacingMatches(in: Array(path), with: new)[...], query, in: request, state: state)
        }
    }

    /// The path without a prefix, which is compared decoded and in any case. Where the path only resolves to one with the
    /// prefix, the resolved path loses it.
    private static func withoutPrefix(_ path: [UInt8], _ prefix: [UInt8]) -> ArraySlice<UInt8> {
        var index = 0
        for byte in prefix {
            guard index < path.count else { return path[...] }
            var next = path[index]
            var length = 1
            if next == UInt8(ascii: "%"), index + 2 < path.count, let high = ASCII.hexadecimalValue(path[index + 1]),
                let low = ASCII.hexadecimalValue(path[index + 2])
            {
                next = high << 4 | low
                length = 3
            }
            guard ASCII.lowercased(next) == ASCII.lowercased(byte) else {
                let resolved = RequestPath.resolve(path.span)
                let fits = resolved.count >= prefix.count
                    && zip(resolved, prefix).allSatisfy { ASCII.lowercased($0) == ASCII.lowercased($1) }
                return fits ? RequestPath.encode(resolved.dropFirst(prefix.count))[...] : path[...]
            }
            index += length
        }
        return path[index...]
    }

    private static func replace(_ text: [UInt8], by new: [UInt8], in target: [UInt8], limit: Int) -> [UInt8] {
        guard !text.isEmpty else { return target }
        var result: [UInt8] = []
        var index = 0
        var count = 0
        while index < target.count {
            if count < limit, target[index...].starts(with: text) {
                result += new
                index += text.count
                count += 1
            } else {
                result.append(target[index])
                index += 1
            }
        }
        return result
    }

    /// Writes a target behind what is there: ranges into the arena stay what they are. What no target may hold is encoded.
    private static func put(
        _ path: ArraySlice<UInt8>, _ query: ArraySlice<UInt8>, in request: RequestHead, state: RouteState
    ) {
        if state.originalTarget == nil { state.originalTarget = request.targetRange }
        let slash = UInt8(ascii: "/")
        var text: [UInt8] = path.first == slash ? [] : [slash]
        for byte in path + query {
            if ASCII.isTarget(byte) { text.append(byte) } else { text += RequestPath.encode([byte]) }
        }
        let start = request.fields.arena.count
        request.fields.arena.append(text.span)
        request.targetRange = start..<start + text.count
    }

    static func setMethod(_ method: [UInt8], of request: RequestHead) {
        let start = request.fields.arena.count
        request.fields.arena.append(method.span)
        request.methodRange = start..<start + method.count
        request.method = Method(method.span)
    }
}
