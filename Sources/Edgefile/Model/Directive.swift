/// One step in the handling of a request.
public struct Directive: Sendable, Equatable {
    /// The canonical name, as it stands in the reference: `reverse_proxy`.
    public var name: String
    /// Where the name stands; for `->`, where the arrow does.
    public var location: SourceLocation
    /// Which requests; `nil` for all.
    public var matcher: RequestMatcher?
    /// The action.
    public var action: DirectiveAction

    public init(name: String, location: SourceLocation, action: DirectiveAction) {
        self.name = name
        self.location = location
        self.action = action
    }
}
