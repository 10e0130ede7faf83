/// Says, for each handshake, what is shown for a name: for credentials that come and change while the server runs.
package protocol CredentialSource: Sendable {
    /// The credential to show now; `nil` refuses the handshake, as nothing is there yet.
    ///
    /// Asked on a worker: touches no file, and takes a lock at most once, for as long as reading a value takes.
    ///
    /// - Parameter name: the normalized name or canonical address that the client asks for; the entry's own, a wildcard
    ///   or `*` too, where the client names none.
    func credential(for name: String) -> Credential?

    /// Whether every name is answered with the same credential, so that a connection that was shown it is good for all.
    var isSameForAllNames: Bool { get }
}

extension CredentialSource {
    package var isSameForAllNames: Bool { false }
}
