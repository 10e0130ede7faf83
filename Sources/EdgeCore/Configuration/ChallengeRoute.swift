/// Who answers HTTP-01 challenges (RFC 8555 §8.3) for some hosts: every request below `/.well-known/acme-challenge/`, on every
/// listener, before any site is looked for. A CA asks plain HTTP on port 80, whatever the sites do there.
public struct ChallengeRoute: Sendable {
    /// The hosts: exact names count before wildcards, those before `SiteName.any`.
    public var names: [SiteName]
    /// Answers; 404 for tokens that it does not know.
    public var handler: RequestHandler

    /// A handler for the challenges of these hosts.
    public init(_ names: [SiteName] = [.any], to handler: RequestHandler) {
        self.names = names
        self.handler = handler
    }
}
