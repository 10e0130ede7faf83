public import EdgeCore

extension Listener {
    /// A listener that speaks HTTPS.
    ///
    /// ```swift
    /// configuration.listeners = [
    ///     try .tls(on: 443, certificates: [.files(certificate: "cert.pem", key: "key.pem")]),
    ///     .redirectToHTTPS(),
    /// ]
    /// ```
    ///
    /// - Parameter protocols: protocols beside HTTP/1.1, in order of preference; offered by ALPN.
    /// - Throws: `CertificateError` for files that cannot be used, `TLSError` when OpenSSL refuses its settings.
    public static func tls(
        on port: Int, certificates: [CertificateSource], protocols: [ApplicationProtocol] = [],
        unmatched: Unmatched = .notFound
    ) throws -> Listener {
        let configuration = try TLSConfiguration(certificates: certificates)
        return try .tls(
            on: ListenAddress(port: port), configuration, protocols: protocols, unmatched: unmatched)
    }

    /// A listener that speaks HTTPS, with certificates and ticket keys that the caller keeps and may change.
    ///
    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    public static func tls(
        on address: ListenAddress, _ configuration: TLSConfiguration, protocols: [ApplicationProtocol] = [],
        unmatched: Unmatched = .notFound
    ) throws -> Listener {
        let transport = try ListenerTransport.tls(configuration, protocols: protocols)
        return Listener(on: address, transport: transport, protocols: protocols, unmatched: unmatched)
    }
}

extension ListenerTransport {
    /// TLS 1.2 and 1.3. Offers the given protocols by ALPN, and HTTP/1.1 behind them.
    ///
    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    public static func tls(
        _ configuration: TLSConfiguration, protocols: [ApplicationProtocol] = []
    ) throws -> ListenerTransport {
        let names = protocols.map(\.provider.applicationProtocol) + ["http/1.1"]
        return ListenerTransport(
            provider: try TLSTransportProvider(configuration, protocols: names), isEncrypted: true,
            companion: configuration.manager)
    }
}
