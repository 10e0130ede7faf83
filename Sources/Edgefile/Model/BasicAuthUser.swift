/// A name with the hash of its password.
public struct BasicAuthUser: Sendable, Equatable {
    /// The name.
    public var name: String
    /// The hash.
    public var hash: String
    /// Where it was written.
    public var location: SourceLocation

    public init(name: String, hash: String, location: SourceLocation) {
        self.name = name
        self.hash = hash
        self.location = location
    }
}
