/// A text with values of the request in it. A string literal is a text without any.
public struct Template: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// A piece of a template.
    public enum Part: Sendable, Hashable {
        /// Text as it is.
        case text(String)
        /// Something of the request.
        case value(RequestValue)
    }

    /// The pieces, in order.
    public var parts: [Part]

    /// A template of these pieces.
    public init(_ parts: [Part]) { self.parts = parts }
    /// A text as it is.
    public init(_ text: String) { parts = text.isEmpty ? [] : [.text(text)] }
    /// A text as it is.
    public init(stringLiteral text: String) { self.init(text) }

    /// The text, where it is the same for every request.
    public var literal: String? {
        var result = ""
        for part in parts {
            guard case .text(let text) = part else { return nil }
            result += text
        }
        return result
    }

    /// As an Edgefile has it.
    public var description: String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let value): "{\(value)}"
            }
        }.joined()
    }
}
