/// A name with the hash of its password.
public struct BasicAuthUser: Sendable, Equatable {
    public var name: String
    public var hash: String
    public var location: SourceLocation

    public init(name: String, hash: String, location: SourceLocation) {
        self.name = name
        self.hash = hash
        self.location = location
    }
}
