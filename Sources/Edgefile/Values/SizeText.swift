/// Reads `110MB` (decimal), `110MiB` (binary), `4096`.
enum SizeText {
    private static let bytesByUnit: [String: Int] = [
        "": 1, "b": 1,
        "k": 1_000, "kb": 1_000, "m": 1_000_000, "mb": 1_000_000, "g": 1_000_000_000, "gb": 1_000_000_000,
        "t": 1_000_000_000_000, "tb": 1_000_000_000_000,
        "ki": 1 << 10, "kib": 1 << 10, "mi": 1 << 20, "mib": 1 << 20, "gi": 1 << 30, "gib": 1 << 30,
        "ti": 1 << 40, "tib": 1 << 40,
    ]

    /// Bytes; `nil` where the text is no size, or is larger than an `Int`.
    static func parse(_ text: String) -> Int? {
        guard let number = DecimalText(text[...]), let unit = bytesByUnit[number.rest.lowercased()] else { return nil }
        let (whole, overflows) = number.whole.multipliedReportingOverflow(by: unit)
        let fraction = Int(Double(unit) * Double(number.billionths) / 1e9)
        let (total, overflowsToo) = whole.addingReportingOverflow(fraction)
        return overflows || overflowsToo ? nil : total
    }
}
