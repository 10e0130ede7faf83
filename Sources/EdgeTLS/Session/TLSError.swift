/// TLS could not be set up; the library's words.
public struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
    public let message: String

    public init(message: String) { self.message = message }

    public var description: String { "TLS: \(message)" }
}
