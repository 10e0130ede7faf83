/// Listeners that begin with a PROXY header.
public struct ProxyProtocolSettings: Sendable, Equatable {
    /// Where it was written.
    public var location: SourceLocation
    /// Who may send one.
    public var allow: [Located<AddressRange>] = []
    /// Who may not.
    public var deny: [Located<AddressRange>] = []
    /// How long it may take.
    public var timeout: Located<Duration>?

    public init(location: SourceLocation) {
        self.location = location
    }
}
