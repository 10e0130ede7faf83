package import EdgeCore

/// Makes the TLS transports of one listener's connections. Immutable, shared by the workers.
package struct TLSTransportProvider: TransportProvider {
    private let context: TLSContext

    /// - Parameter protocols: ALPN ids in the server's order of preference.
    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    package init(_ configuration: TLSConfiguration, protocols: [StaticString] = ["http/1.1"]) throws(TLSError) {
        context = try TLSContext(
            serving: configuration.certificates, ticketKeys: configuration.ticketKeys,
            protocols: ALPNProtocols(protocols))
    }

    package func makeTransport(on wire: Wire, peerName: String) -> any Transport {
        guard let session = TLSSession(context, on: wire) else { return BrokenTransport() }
        return TLSTransport(session, on: wire)
    }
}
