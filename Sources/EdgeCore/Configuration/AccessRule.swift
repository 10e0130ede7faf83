/// Which clients are let through, by address. Of the rules that a request meets, the first that names its client decides; who is
/// named by none is let through. Denied: 403.
public struct AccessRule: Sendable, Hashable {
    /// What a rule says of those whom it names.
    public enum Verdict: Sendable {
        /// Let through, whatever later rules say.
        case allow
        /// Answered with 403.
        case deny
    }

    /// What is said.
    public var verdict: Verdict
    /// Of whom.
    public var clients: [AddressRange]

    /// A rule about these clients.
    public init(_ verdict: Verdict, _ clients: [AddressRange]) {
        self.verdict = verdict
        self.clients = clients
    }
}
