/// Finds the known name that someone most likely meant.
enum NearestName {
    /// The candidate with the fewest edits, if those are few for the word's length.
    static func find(_ word: String, among candidates: [String]) -> String? {
        let target = Array(word.lowercased().utf8.prefix(40))
        guard !target.isEmpty else { return nil }
        let bound = max(1, target.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(target, Array(candidate.utf8))
            if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older = [Int](repeating: 0, count: right.count + 1)
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1] + [Int](repeating: 0, count: right.count)
            for column in right.indices {
                let isSame = left[row] == right[column]
                var cost = min(previous[column] + (isSame ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                let isSwap =
                    row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { cost = min(cost, older[column - 1] + 1) }
                current[column + 1] = cost
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}
