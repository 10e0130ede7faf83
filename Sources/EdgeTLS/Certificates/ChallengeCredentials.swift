internal import Synchronization

/// The credentials that answer TLS-ALPN-01 challenges (RFC 8737 §3): shown to a client that asks for the name with
/// `acme-tls/1`, and to nobody else.
///
/// One object is meant for all listeners of a process and for all their configurations: a CA may come to any of them, and
/// a reload in the middle of an order must not take the answer away.
public final class ChallengeCredentials: Sendable {
    private let credentials = Mutex<[String: Credential]>([:])

    /// No challenge is answered yet.
    public init() {}

    /// Answers for the name from the next handshake on; `nil` takes the answer away. Names are taken in any case, with or
    /// without a final dot. A CA asks for an address under its reverse name (RFC 8738 §6), as
    /// `1.2.0.192.in-addr.arpa`. What is no name does nothing.
    public func set(_ credential: Credential?, for name: String) {
        guard let key = AddressText.canonical(name) ?? ServerName.normalized(name) else { return }
        credentials.withLock { $0[key] = credential }
    }

    /// The answer for the name, which is taken as in `set`.
    public subscript(name: String) -> Credential? {
        guard let key = AddressText.canonical(name) ?? ServerName.normalized(name) else { return nil }
        return credentials.withLock { $0[key] }
    }
}
