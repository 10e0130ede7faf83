internal import COpenSSL
import EdgeCore

/// One connection's TLS: owns the SSL object and stands between it and the wire. Wire bytes go straight from the socket
/// into OpenSSL and back (`WireBIO`); plaintext goes straight into the caller's memory. Nothing is allocated for a
/// record.
///
/// Owner: one worker.
@safe
final class TLSSession {
    private let ssl: OpaquePointer
    private let wire: Wire
    private let bio: WireBIO
    let context: TLSContext

    /// The peer has ended its direction of TCP.
    private(set) var hasWireEnded = false
    private var wireError: IOError?
    private var reading = Reading.nothing
    /// Whether more is sent behind what is being sealed.
    private var recordsFollow = false
    private(set) var isChallenge = false
    private(set) var offeredNoSharedProtocol = false
    /// The place of what ALPN settled among the context's protocols.
    private(set) var chosenProtocol: UInt8?
    /// Bytes that OpenSSL has sent of its own accord while it read (answers to KeyUpdate, alerts) and that the socket
    /// has not taken.
    private var unaskedBytes = 0

    /// What the client hello settled; servers only.
    private(set) var presented: PresentedCertificate?
    private(set) var refusal: String?

    /// Unasked bytes above which nothing more is read. A sink that always accepts takes OpenSSL's own brake away:
    /// 10,000 KeyUpdates queued 270 KB for a peer that read nothing.
    static let unaskedBytesLimit = 64 * 1024

    /// Plaintext of a full record (RFC 8446 §5.1).
    private static let recordBytes = 16 * 1024

    /// The same with header, type and tag (RFC 8446 §5.2); with the ciphers of TLS 1.2 that we take, no more.
    private static let sealedRecordBytes = recordBytes + 5 + 1 + 16

    /// What OpenSSL is called for, and may answer the peer of its own accord.
    private enum Reading { case nothing, handshake, plaintext }

    /// What came of a read.
    enum Read: Equatable {
        case bytes(Int)
        case needsMore
        /// The peer said that no more is coming (close_notify).
        case ended
        case failed(IOError)
    }

    init?(_ context: TLSContext, on wire: Wire) {
        guard let ssl = unsafe SSL_new(context.raw) else { return nil }
        unsafe self.ssl = ssl
        self.wire = wire
        self.context = context
        bio = WireBIO.under(wire)
        unsafe bio.attach(to: ssl)
        switch context.role {
        case .server: unsafe SSL_set_accept_state(ssl)
        case .client: unsafe SSL_set_connect_state(ssl)
        }
    }

    deinit { unsafe SSL_free(ssl) }

    /// The session of an SSL object, for callbacks.
    static func owner(of ssl: OpaquePointer?) -> TLSSession? { unsafe WireBIO.session(of: SSL_get_rbio(ssl)) }

    // MARK: Handshake

    func handshake() -> HandshakeProgress {
        OpenSSLError.clear()
        reading = .handshake
        wire.hold()
        let status = bio.serve(self) { unsafe SSL_do_handshake(ssl) }
        reading = .nothing
        if status != 1 || !endsWithTickets {
            wire.letGo()
            _ = wire.flush()
        }
        if status == 1 { return .complete }
        guard unsafe SSL_get_error(ssl, status) != SSL_ERROR_WANT_READ else { return .pending }
        let error = OpenSSLError.drain()
        if error?.reason == SSL_R_HTTP_REQUEST { answerPlaintext() }
        return .failed(HandshakePhrase.text(for: failure(error)))
    }

    /// A server's last flight of 1.3 is nothing but tickets (RFC 8446 §4.6.1), which the client needs for its next visit: they
    /// leave together with the first answer, and spare a system call and a packet.
    ///
    /// An answered challenge is the last thing that its connection says.
    private var endsWithTickets: Bool {
        unsafe context.role == .server && SSL_version(ssl) == TLS1_3_VERSION && !isChallenge
    }

    private func failure(_ error: OpenSSLError?) -> HandshakePhrase.Failure {
        HandshakePhrase.Failure(
            peer: context.role == .server ? .client : .server, error: error, refusal: refusal,
            hasEnded: hasWireEnded, wireError: wireError ?? wire.failure,
            verification: context.role == .client ? unsafe Self.verification(ssl) : nil,
            offeredNoSharedProtocol: offeredNoSharedProtocol)
    }

    private static func verification(_ ssl: OpaquePointer) -> String? {
        let code = unsafe SSL_get_verify_result(ssl)
        guard code != X509_V_OK else { return nil }
        return unsafe String(cString: X509_verify_cert_error_string(code))
    }

    /// A browser that was given the port without `https://` gets words instead of silence, as nginx and Caddy do.
    private func answerPlaintext() {
        let answer: StaticString = """
            HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 51\r\n\
            Connection: close\r\n\r\nThis port speaks HTTPS. Please put https:// first.\n
            """
        answer.withUTF8Buffer { wire.send(unsafe Span(_unsafeElements: $0)) }
    }

    // MARK: Plaintext

    /// Reads one record's plaintext, or what fits of it, to the place after `offset`.
    func read(into room: inout MutableSpan<UInt8>, from offset: Int) -> Read {
        OpenSSLError.clear()
        var count = 0
        let ssl = unsafe ssl
        reading = .plaintext
        let status = unsafe room.withUnsafeMutableBufferPointer { buffer in
            bio.serve(self) { unsafe SSL_read_ex(ssl, buffer.baseAddress! + offset, buffer.count - offset, &count) }
        }
        reading = .nothing
        if status == 1 { return .bytes(count) }
        switch unsafe SSL_get_error(ssl, status) {
        case SSL_ERROR_WANT_READ: return .needsMore
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            OpenSSLError.clear()
            // An end without close_notify may be an attacker's cut (RFC 8446 §6.1): never taken for a whole message.
            return .failed(wireError ?? IOError(code: 0))
        }
    }

    /// Has four records read by one system call instead of one, from when OpenSSL's buffer has run empty the next time.
    func readInBulk() {
        // OpenSSL aligns within the buffer: a byte short, and the last record takes a system call of its own.
        unsafe SSL_set_default_read_buffer_len(ssl, 4 * Self.sealedRecordBytes + 64)
    }

    /// Seals and sends all of it; `false` when the session is broken. Never has to be called again for the same bytes.
    ///
    /// Each record is a call of the BIO's, and so of the kernel's. That others follow is told with all but the last: measured for
    /// 64 KiB, it saves an eighth of the CPU of a download.
    func write(_ bytes: Span<UInt8>, moreFollows: Bool = false) -> Bool {
        var rest = bytes
        defer { recordsFollow = false }
        while !rest.isEmpty {
            recordsFollow = moreFollows || rest.count > Self.recordBytes
            OpenSSLError.clear()
            var count = 0
            let ssl = unsafe ssl
            let status = unsafe rest.withUnsafeBufferPointer { buffer in
                bio.serve(self) { unsafe SSL_write_ex(ssl, buffer.baseAddress, buffer.count, &count) }
            }
            guard status == 1 else {
                OpenSSLError.clear()
                return false
            }
            rest = rest.extracting(count..<rest.count)
        }
        return true
    }

    /// Whether plaintext, or wire bytes that may hold some, wait inside OpenSSL.
    var hasBufferedInput: Bool { unsafe SSL_has_pending(ssl) == 1 }

    /// Sends close_notify. The other direction goes on (RFC 8446 §6.1).
    func sendCloseNotify() {
        guard unsafe SSL_is_init_finished(ssl) == 1 else { return }
        OpenSSLError.clear()
        _ = bio.serve(self) { unsafe SSL_shutdown(ssl) }
        OpenSSLError.clear()
    }

    // MARK: The wire, for WireBIO

    func wireReceive(into room: inout MutableSpan<UInt8>) -> IOResult {
        guard !isBraked else { return .wouldBlock }
        let result = wire.receive(into: &room)
        switch result {
        case .endOfStream: hasWireEnded = true
        case .failed(let error): wireError = error
        case .bytes, .wouldBlock: break
        }
        return result
    }

    func wireSend(_ bytes: Span<UInt8>) {
        if reading != .nothing { unaskedBytes += bytes.count }
        // What the peer asks for by itself counts as unsent, and does not pile up behind tickets.
        if reading == .plaintext { wire.letGo() }
        wire.send(bytes, moreFollows: recordsFollow)
    }

    /// Whether the peer makes us answer without taking the answers. Looks at the socket again, for nothing else would:
    /// what is unread makes no edge.
    private var isBraked: Bool {
        guard unaskedBytes > Self.unaskedBytesLimit else { return false }
        _ = wire.flush()
        unaskedBytes = min(unaskedBytes, wire.unsentBytes)
        return unaskedBytes > Self.unaskedBytesLimit
    }

    // MARK: What was settled

    /// Read after the handshake.
    var settled: TransportSession {
        TransportSession(
            applicationProtocol: applicationProtocol, isEncrypted: true, version: version,
            isResumed: unsafe SSL_session_reused(ssl) == 1)
    }

    private var applicationProtocol: StaticString {
        if isChallenge { return ALPNProtocols.acmeChallenge }
        var start: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &start, &count)
        guard let start = unsafe start else { return "" }
        let name = unsafe Span(_unsafeStart: start, count: Int(count))
        return context.protocols.index(of: name).map { context.protocols.names[$0] } ?? ""
    }

    private var version: TLSVersion {
        switch unsafe SSL_version(ssl) {
        case TLS1_3_VERSION: .tls13
        case TLS1_2_VERSION: .tls12
        default: .none
        }
    }

    /// The certificate that the server has shown; for clients.
    var peerCertificate: CertificateInfo? {
        unsafe SSL_get1_peer_certificate(ssl).map { unsafe X509Certificate(owning: $0).info }
    }

    /// The name of the group that the keys were exchanged in, as OpenSSL spells it.
    var keyExchangeGroup: String? {
        let identifier = unsafe SSL_ctrl(ssl, SSL_CTRL_GET_NEGOTIATED_GROUP, 0, nil)
        return unsafe OBJ_nid2sn(Int32(identifier)).map { unsafe String(cString: $0) }
    }
}

// MARK: - Servers: what the client hello asks for

extension TLSSession {
    /// Chooses certificate and protocol. `false` refuses the handshake; `refusal` says why.
    func choose(serverName: String?, protocols: Span<UInt8>) -> Bool {
        guard let store = context.certificates else { return false }
        let isChallenge = ALPNProtocols.list(protocols, contains: ALPNProtocols.acmeChallenge)
        let choice = store.choose(serverName: serverName, isChallenge: isChallenge) {
            wire.localAddress?.host
        }
        switch choice {
        case .refuse(let phrase):
            refusal = phrase
            return false
        case .answerChallenge(let credential):
            self.isChallenge = true
            unsafe SSL_set_options(ssl, EDGE_SSL_OP_NO_TICKET)
            return install([credential], context: CertificateEntry(refusing: "acme-tls/1").sessionContext)
        case .present(let entry, let credentials):
            presented = PresentedCertificate(entry: entry, credential: credentials[0])
            if !protocols.isEmpty {
                chosenProtocol = context.protocols.firstShared(with: protocols).map(UInt8.init)
                offeredNoSharedProtocol = chosenProtocol == nil
            }
            return install(credentials, context: entry.sessionContext)
        }
    }

    private func install(_ credentials: [Credential], context: [UInt8]) -> Bool {
        for credential in credentials where unsafe !credential.install(on: ssl, replacing: true) {
            refusal = "the certificate cannot be used: \(OpenSSLError.drainText())"
            return false
        }
        return unsafe SSL_set_session_id_context(ssl, context, UInt32(context.count)) == 1
    }
}

// MARK: - Clients

extension TLSSession {
    /// Names the server and, where `verifies`, has its certificate checked against that name or address.
    func setServer(_ name: String, verifies: Bool) -> Bool {
        let address = AddressText.canonical(name)
        if address == nil, let name = ServerName.normalized(name) {
            // RFC 6066 §3: names only, never an address.
            let status = unsafe name.withCString {
                unsafe SSL_ctrl(
                    ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
                    UnsafeMutableRawPointer(mutating: $0))
            }
            guard status == 1 else { return false }
        }
        guard verifies else { return true }
        if let address { return unsafe X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) == 1 }
        unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
        return unsafe SSL_set1_host(ssl, ServerName.normalized(name) ?? name) == 1
    }

    /// The session to resume with next time; for tests of tickets. A copy: OpenSSL forbids resuming with the session of
    /// a connection that ends without close_notify.
    func exportSession() -> ResumableSession? {
        guard let session = unsafe SSL_get_session(ssl), let copy = unsafe SSL_SESSION_dup(session) else { return nil }
        return unsafe ResumableSession(owning: copy)
    }

    /// Takes a copy, for the same reason.
    func resume(_ session: ResumableSession) {
        guard let copy = unsafe SSL_SESSION_dup(session.raw) else { return }
        unsafe SSL_set_session(ssl, copy)
        unsafe SSL_SESSION_free(copy)
    }

    /// Sends a KeyUpdate that asks for one in return (RFC 8446 §4.6.3); for tests.
    func requestKeyUpdate() -> Bool {
        let status = unsafe SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
        return status == 1 && bio.serve(self) { unsafe SSL_do_handshake(ssl) } == 1
    }
}

/// What a client keeps to resume a session.
@safe
final class ResumableSession {
    fileprivate let raw: OpaquePointer

    fileprivate init(owning raw: OpaquePointer) { unsafe self.raw = raw }

    deinit { unsafe SSL_SESSION_free(raw) }
}
