/// Prometheus' text format, version 0.0.4: families of samples, each with its help and its type.
struct PrometheusText {
    private(set) var text = ""

    enum Kind: String { case counter, gauge, histogram }

    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ value: some Numeric & CustomStringConvertible) { sample(name, [], value) }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: some Numeric & CustomStringConvertible) {
        text += "\(name)\(Self.braced(labels)) \(value)\n"
    }

    /// - Parameters:
    ///   - bounds: upper bounds, in the metric's unit.
    ///   - counts: one for each bound, and one for what is above the last; not cumulative.
    mutating func histogram(
        _ name: String, _ labels: [(String, String)] = [], bounds: [Double], counts: [Int], sum: Double
    ) {
        var total = 0
        for (bound, count) in zip(bounds, counts) {
            total += count
            sample("\(name)_bucket", labels + [("le", Self.number(bound))], total)
        }
        total += counts.last ?? 0
        sample("\(name)_bucket", labels + [("le", "+Inf")], total)
        sample("\(name)_sum", labels, sum)
        sample("\(name)_count", labels, total)
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }

    private static func braced(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
