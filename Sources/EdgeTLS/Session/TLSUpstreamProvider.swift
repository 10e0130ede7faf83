package import EdgeCore

/// Makes the TLS transports of connections that we open: to `https://` upstreams, and to ACME servers.
package struct TLSUpstreamProvider: TransportProvider {
    private let context: TLSContext
    private let serverName: String?
    private let verifies: Bool

    /// - Parameters:
    ///   - roots: whom to believe; `nil` skips verification.
    ///   - serverName: the name to ask for and to verify, where it is not the host that is connected to.
    ///   - protocols: ALPN ids in order of preference.
    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    package init(
        roots: TrustRoots?, serverName: String? = nil, protocols: [StaticString] = ["http/1.1"]
    ) throws(TLSError) {
        context = try TLSContext(connectingWith: ALPNProtocols(protocols), roots: roots)
        self.serverName = serverName
        verifies = roots != nil
    }

    package func makeTransport(on wire: Wire, peerName: String) -> any Transport {
        guard let session = TLSSession(context, on: wire) else { return BrokenTransport() }
        let name = serverName ?? peerName
        guard session.setServer(name, verifies: verifies) else {
            return BrokenTransport("\"\(LogText.escaped(name, limit: 64))\" is no name that a server can prove")
        }
        return TLSTransport(session, on: wire)
    }
}
