/// What one check has come to: what was looked at, what was seen, and what to do.
struct Finding: Codable, Sendable {
    enum Verdict: String, Codable, Sendable {
        case fine
        /// Works, and may surprise.
        case warning
        /// Clients notice.
        case problem
        /// Could not be looked at from here.
        case unknown
    }

    /// One word for programs.
    var check: String
    var verdict: Verdict
    var seen: String
    /// `nil` where there is nothing to do.
    var advice: String?

    static func fine(_ check: String, _ seen: String) -> Finding { Finding(check: check, verdict: .fine, seen: seen) }

    static func warning(_ check: String, _ seen: String, do advice: String) -> Finding {
        Finding(check: check, verdict: .warning, seen: seen, advice: advice)
    }

    static func problem(_ check: String, _ seen: String, do advice: String) -> Finding {
        Finding(check: check, verdict: .problem, seen: seen, advice: advice)
    }

    static func unknown(_ check: String, _ seen: String, do advice: String? = nil) -> Finding {
        Finding(check: check, verdict: .unknown, seen: seen, advice: advice)
    }

    /// For people.
    var text: String {
        let mark =
            switch verdict {
            case .fine: "ok  "
            case .warning: "WARN"
            case .problem: "FAIL"
            case .unknown: "?   "
            }
        return "\(mark) \(check.padded(to: 14))\(seen)" + (advice.map { "\n\("".padded(to: 19))→ \($0)" } ?? "")
    }
}
