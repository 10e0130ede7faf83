/// Who makes certificates.
public struct Issuer: Sendable, Equatable {
    /// Which of the two.
    public var kind: Kind
    /// Where it was written.
    public var location: SourceLocation

    /// The local CA, or one that speaks ACME.
    public enum Kind: Sendable, Equatable {
        case acme(ACMEIssuer)
        case local(InternalIssuer)
    }

    public init(kind: Kind, location: SourceLocation) {
        self.kind = kind
        self.location = location
    }
}
