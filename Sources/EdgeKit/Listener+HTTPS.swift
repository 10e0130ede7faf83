public import EdgeCore
public import EdgeHTTP2
public import EdgeTLS

extension Listener {
    /// HTTPS on every interface, as browsers speak it: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1, WebSockets over both.
    ///
    /// ```swift
    /// configuration.listeners = try [
    ///     .https(certificates: [.files(certificate: "cert.pem", key: "key.pem")]),
    ///     .redirectToHTTPS(),
    /// ]
    /// ```
    ///
    /// Blocks while it reads files.
    ///
    /// - Parameters:
    ///   - port: the TCP port; 0 lets the kernel choose (``EdgeServer/listeningAddresses`` tells).
    ///   - certificates: which are shown for which names; the first one for clients that name none.
    /// - Throws: `CertificateError` for the first source that cannot be used, `TLSError` when OpenSSL refuses its settings.
    public static func https(on port: Int = 443, certificates: [CertificateSource]) throws -> Listener {
        try .https(on: ListenAddress(port: port), TLSConfiguration(certificates: certificates))
    }

    /// HTTPS on one address, with certificates and ticket keys that the caller keeps and may change.
    ///
    /// - Parameter http2: what a connection of HTTP/2 is granted; `nil` for HTTP/1.1 alone.
    /// - Throws: `TLSError` when OpenSSL refuses its settings.
    public static func https(
        on address: ListenAddress, _ configuration: TLSConfiguration, http2: HTTP2Settings? = HTTP2Settings()
    ) throws -> Listener {
        try .tls(on: address, configuration, protocols: http2.map { [.http2($0)] } ?? [])
    }
}
