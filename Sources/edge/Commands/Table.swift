/// Columns for people.
enum Table {
    static func text(_ titles: [String], _ rows: [[String]]) -> String {
        let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
        return ([titles] + rows).map { row in
            let cells = zip(row, widths).dropLast().map { $0.padded(to: $1 + 2) }
            return cells.joined() + (row.last ?? "")
        }.joined(separator: "\n")
    }

    /// `3d 4h`, `4h 5m`, `5m 6s`: the two largest units.
    static func duration(_ seconds: Int) -> String {
        let parts = [(seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        let shown = parts.drop { $0.0 == 0 }.prefix(2)
        return shown.isEmpty ? "0s" : shown.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
