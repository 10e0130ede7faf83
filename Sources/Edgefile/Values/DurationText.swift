/// Reads `30s`, `1h30m`, `250ms`, `7d`, `1.5h`.
enum DurationText {
    /// Longer than any clock here should run: 100 years, in seconds.
    private static let longestSeconds = 100 * 365 * 86_400

    private static let nanosecondsByUnit: [(unit: String, nanoseconds: Int)] = [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000), ("d", 86_400_000_000_000), ("w", 604_800_000_000_000),
    ]

    /// `nil` where the text is no duration, is negative, or has no unit. `0` needs none.
    static func parse(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = text[...]
        var total = Duration.zero
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            guard let number = DecimalText(rest), number.whole <= longestSeconds * 1_000 else { return nil }
            let unit = number.rest.prefix { !($0.isASCII && $0.isNumber) }
            guard let entry = nanosecondsByUnit.first(where: { $0.unit == unit }) else { return nil }
            let fraction = Int(Double(entry.nanoseconds) * Double(number.billionths) / 1e9)
            total += .nanoseconds(entry.nanoseconds) * number.whole + .nanoseconds(fraction)
            guard total <= .seconds(longestSeconds) else { return nil }
            rest = number.rest[unit.endIndex...]
        }
        return total
    }
}
