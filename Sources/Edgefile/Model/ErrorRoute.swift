/// `handle_errors`: what answers when something failed.
public struct ErrorRoute: Sendable, Equatable {
    /// Where it was written.
    public var location: SourceLocation
    /// Which failures; empty for all.
    public var statuses: [Located<StatusPattern>] = []
    /// In the order in which they apply.
    public var directives: [Directive] = []

    public init(location: SourceLocation) {
        self.location = location
    }
}
