import FoundationEssentials

/// When a CA wants a certificate to be renewed (RFC 9773 §4.2).
struct RenewalInfo: Sendable, Hashable {
    /// Seconds since 1970.
    var start: Int
    var end: Int
    /// Where the CA explains itself.
    var explanation: String?
    /// In how many seconds the CA may be asked again (RFC 9773 §4.3.1): between a minute and a day, whatever it says.
    private(set) var retryAfter = Self.usualWait

    private static let usualWait = 6 * 3600

    private struct Message: Decodable {
        struct Window: Decodable {
            var start: String
            var end: String
        }

        var suggestedWindow: Window
        var explanationURL: String?
    }

    init(start: Int, end: Int, retryAfter: Int? = nil) {
        self.start = start
        self.end = end
        self.retryAfter = Self.wait(retryAfter)
    }

    private static func wait(_ told: Int?) -> Int { min(max(told ?? usualWait, 60), 86_400) }

    /// `nil` for what is none: renewal then goes by the certificate's own life.
    init?(_ bytes: [UInt8], retryAfter: Int? = nil) {
        guard let message = JSONText.decode(Message.self, from: bytes),
            let start = Self.seconds(message.suggestedWindow.start), let end = Self.seconds(message.suggestedWindow.end),
            end > start
        else { return nil }
        self.start = start
        self.end = end
        explanation = message.explanationURL
        self.retryAfter = Self.wait(retryAfter)
    }

    /// RFC 3339, with or without fractions of a second.
    private static func seconds(_ text: String) -> Int? {
        let date =
            (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        return date.map { Int($0.timeIntervalSince1970) }
    }
}
