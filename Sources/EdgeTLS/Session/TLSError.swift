/// TLS could not be set up; the library's words.
public struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The library's words.
    public let message: String

    /// An error in these words.
    public init(message: String) { self.message = message }

    public var description: String { "TLS: \(message)" }
}
