/// A number with an optional fraction at the beginning of a text, and what follows it.
struct DecimalText {
    var whole: Int
    /// The fraction in billionths.
    var billionths: Int
    var rest: Substring

    /// `nil` where there is no digit, or more than an `Int` holds.
    init?(_ text: Substring) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let whole = Int(digits) else { return nil }
        self.whole = whole
        billionths = 0
        rest = text[digits.endIndex...]
        guard rest.first == "." else { return }
        let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
        guard !fraction.isEmpty else { return nil }
        let padded = fraction.prefix(9) + String(repeating: "0", count: max(0, 9 - fraction.count))
        billionths = Int(padded) ?? 0
        rest = rest[fraction.endIndex...]
    }
}
