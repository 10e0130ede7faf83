public import EdgeCore

extension UpstreamTransport {
    /// HTTPS to the upstream. Its certificate is verified against the system's roots, or those given, and against the
    /// upstream's host as it is configured, or `serverName`.
    ///
    /// Blocks while the system's roots are read: for the control plane.
    ///
    /// - Parameters:
    ///   - serverName: sent as SNI and verified, where it is not the upstream's host.
    ///   - roots: whom to believe; the system's when `nil`.
    /// - Throws: `TLSError`.
    public static func tls(serverName: String? = nil, roots: TrustRoots? = nil) throws -> UpstreamTransport {
        let roots = try roots ?? TrustRoots.system()
        let provider = try TLSUpstreamProvider(roots: roots, serverName: serverName)
        return UpstreamTransport(provider: provider, identity: "tls \(serverName ?? "") \(roots.identity)")
    }

    /// HTTPS to the upstream, whoever answers: encrypted, not authenticated. For upstreams on this host or network
    /// whose certificates nobody signs.
    ///
    /// - Throws: `TLSError`.
    public static func tlsWithoutVerification(serverName: String? = nil) throws -> UpstreamTransport {
        let provider = try TLSUpstreamProvider(roots: nil, serverName: serverName)
        return UpstreamTransport(provider: provider, identity: "tls-unverified \(serverName ?? "")")
    }
}
