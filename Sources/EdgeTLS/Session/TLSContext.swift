internal import COpenSSL

/// OpenSSL's settings for one side of many connections. Immutable after `init`, so workers share it; making one costs
/// 0.11 ms, which is why certificates are put on connections and not into contexts.
@safe
final class TLSContext: @unchecked Sendable {
    enum Role { case server, client }

    /// Borrowed by `TLSSession`; never stored elsewhere.
    let raw: OpaquePointer
    let role: Role
    let protocols: ALPNProtocols
    /// Set for servers only.
    let certificates: CertificateStore?
    let ticketKeys: SessionTicketKeys?
    /// The roots that servers are verified against; kept alive for OpenSSL.
    private let roots: TrustRoots?

    /// A server's context.
    ///
    /// - Throws: `TLSError` when OpenSSL refuses its own settings.
    init(
        serving certificates: CertificateStore, ticketKeys: SessionTicketKeys, protocols: ALPNProtocols
    ) throws(TLSError) {
        unsafe raw = try Self.make(TLS_server_method())
        role = .server
        self.protocols = protocols
        self.certificates = certificates
        self.ticketKeys = ticketKeys
        roots = nil
        unsafe try Self.harden(raw)
        unsafe try Self.check(
            SSL_CTX_set_options(raw, EDGE_SSL_OP_CIPHER_SERVER_PREFERENCE | EDGE_SSL_OP_PRIORITIZE_CHACHA) != 0)
        unsafe SSL_CTX_set_timeout(raw, Self.ticketSeconds)
        // OpenSSL's 2 cost a full handshake 6 % more (docs/decisions/0009).
        unsafe try Self.check(SSL_CTX_set_num_tickets(raw, 1) == 1)
        unsafe SSL_CTX_set_client_hello_cb(raw, chooseForHello, nil)
        unsafe SSL_CTX_set_alpn_select_cb(raw, selectProtocol, nil)
        unsafe try Self.check(SSL_CTX_set_tlsext_ticket_key_evp_cb(raw, keyTicket) == 1)
    }

    /// A client's context. Verifies servers unless `roots` is `nil`.
    ///
    /// - Throws: `TLSError` when OpenSSL refuses its own settings.
    init(connectingWith protocols: ALPNProtocols, roots: TrustRoots?) throws(TLSError) {
        unsafe raw = try Self.make(TLS_client_method())
        role = .client
        self.protocols = protocols
        certificates = nil
        ticketKeys = nil
        self.roots = roots
        unsafe try Self.harden(raw)
        if !protocols.wireFormat.isEmpty {
            // The one call of this family that returns 0 for success.
            unsafe try Self.check(
                SSL_CTX_set_alpn_protos(raw, protocols.wireFormat, UInt32(protocols.wireFormat.count)) == 0)
        }
        if let roots {
            unsafe roots.install(on: raw)
            unsafe SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nil)
        }
    }

    deinit { unsafe SSL_CTX_free(raw) }

    // MARK: Settings

    /// How long a ticket opens a session, in seconds: as long as the keys behind it are kept.
    private static let ticketSeconds = 2 * SessionTicketKeys.defaultInterval

    /// AEAD with forward secrecy and nothing else (RFC 9325 §4.2). AES-128 first: as good as AES-256 against anything
    /// that exists, and cheaper; ChaCha20 for clients that put it first, which have no AES in hardware.
    private static let cipherList =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    private static let cipherSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

    /// The first list that the OpenSSL at run time knows: 3.5 has the hybrid against quantum computers, 3.0 refuses a
    /// list with a name that it does not know.
    private static let groupLists = ["X25519MLKEM768:X25519:P-256:P-384", "X25519:P-256:P-384"]

    private static func make(_ method: OpaquePointer?) throws(TLSError) -> OpaquePointer {
        OpenSSLError.clear()
        guard let raw = unsafe SSL_CTX_new(method) else { throw TLSError(message: OpenSSLError.drainText()) }
        return unsafe raw
    }

    /// What both sides share.
    private static func harden(_ raw: OpaquePointer) throws(TLSError) {
        unsafe SSL_CTX_ctrl(raw, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
        // A renegotiation would change who the peer is in mid-stream; compression tells secrets by length (CRIME).
        unsafe SSL_CTX_set_options(raw, EDGE_SSL_OP_NO_RENEGOTIATION | EDGE_SSL_OP_NO_COMPRESSION)
        let modes = SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
        // Releasing buffers saves 9.5 KiB an idle connection and costs nothing measurable.
        unsafe SSL_CTX_ctrl(raw, SSL_CTRL_MODE, Int(modes), nil)
        // Without read-ahead each record costs two reads: +9 % CPU.
        unsafe SSL_CTX_ctrl(raw, SSL_CTRL_SET_READ_AHEAD, 1, nil)
        // Tickets carry the sessions; a cache in the server would be a lock between workers.
        unsafe SSL_CTX_ctrl(raw, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        unsafe try check(SSL_CTX_set_cipher_list(raw, cipherList) == 1)
        unsafe try check(SSL_CTX_set_ciphersuites(raw, cipherSuites) == 1)
        unsafe try setGroups(raw)
    }

    private static func setGroups(_ raw: OpaquePointer) throws(TLSError) {
        for list in groupLists where unsafe setGroups(raw, list) { return OpenSSLError.clear() }
        throw TLSError(message: OpenSSLError.drainText())
    }

    private static func setGroups(_ raw: OpaquePointer, _ list: String) -> Bool {
        unsafe list.withCString {
            unsafe SSL_CTX_ctrl(raw, SSL_CTRL_SET_GROUPS_LIST, 0, UnsafeMutableRawPointer(mutating: $0)) == 1
        }
    }

    private static func check(_ succeeded: Bool) throws(TLSError) {
        guard succeeded else { throw TLSError(message: OpenSSLError.drainText()) }
    }
}
