package import EdgeCore

/// Looking at a connection that we have opened: for those who check what a server shows.
package enum TLSInspection {
    /// The certificate that the server has shown; `nil` for plaintext and before the handshake.
    package static func certificate(of transport: any Transport) -> CertificateInfo? {
        (transport as? TLSTransport)?.peerCertificate
    }
}
