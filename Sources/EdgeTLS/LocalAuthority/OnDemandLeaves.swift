/// Leaves of a local authority for names that only a client's hello tells: `foo.localhost` under `*.localhost`
/// (Chromium takes no wildcard below a name without a dot), or whatever address a catch-all is reached by.
///
/// Asked during a handshake, on a worker: no file is touched; the first hello for a name costs 0.1 ms more, which is
/// less than the handshake itself. Names are the client's choice, so their number is bounded by the authority.
public final class OnDemandLeaves: Sendable, CredentialSource {
    private let authority: LocalAuthority
    let renewals = BackgroundRenewal()

    /// Leaves of this authority.
    public init(_ authority: LocalAuthority) { self.authority = authority }

    /// `nil` when OpenSSL cannot make one.
    package func credential(for name: String) -> Credential? {
        // What it has is good for months yet: this handshake does not wait for the new one.
        if authority.isIntermediateDue { renewals.start { [authority] in try? authority.renewIntermediate() } }
        return try? authority.issue(for: [name])
    }
}
