/// How a listener speaks TLS: which certificates, and which keys for session tickets. Protocol versions, ciphers and
/// groups are not settings: 1.2 and 1.3 with forward secrecy and AEAD, as every browser in use speaks them.
public struct TLSConfiguration: Sendable {
    /// Certificates by name; may be changed while the server runs.
    public var certificates: CertificateStore
    /// Share one object between listeners and across reloads, or returning clients pay a full handshake.
    public var ticketKeys: SessionTicketKeys
    /// Runs beside the server and keeps its certificates fresh; `nil` where nobody has to.
    public var manager: CertificateManager?

    /// Certificates that the caller keeps and may change.
    public init(
        certificates: CertificateStore, ticketKeys: SessionTicketKeys = SessionTicketKeys(),
        manager: CertificateManager? = nil
    ) {
        self.certificates = certificates
        self.ticketKeys = ticketKeys
        self.manager = manager
    }

    /// Reads or makes the certificates. Blocks while it reads files.
    ///
    /// - Throws: `CertificateError`, for the first source that cannot be used.
    public init(
        certificates sources: [CertificateSource], ticketKeys: SessionTicketKeys = SessionTicketKeys()
    ) throws(CertificateError) {
        var table = CertificateTable()
        var manager: CertificateManager?
        for source in sources {
            try source.add(to: &table)
            guard case .managed(_, let by) = source else { continue }
            guard manager == nil || manager === by else {
                throw CertificateError(.failed("certificates of one listener have one manager"), path: "certificates")
            }
            manager = by
        }
        let store = CertificateStore(table, challenges: manager?.challenges ?? ChallengeCredentials())
        self.init(certificates: store, ticketKeys: ticketKeys, manager: manager)
    }
}
