/// A text with placeholders that are filled for each request.
public struct Template: Sendable, Hashable {
    /// A piece of a template.
    public enum Part: Sendable, Hashable {
        case literal(String)
        case placeholder(Placeholder)
    }

    public var parts: [Part]
    /// As it was written, without quotes.
    public var text: String
    public var location: SourceLocation

    public init(parts: [Part], text: String, location: SourceLocation) {
        self.parts = parts
        self.text = text
        self.location = location
    }

    /// The text, where there is no placeholder in it.
    public var literal: String? {
        switch parts.count {
        case 0: ""
        case 1: if case .literal(let text) = parts[0] { text } else { nil }
        default: nil
        }
    }
}
