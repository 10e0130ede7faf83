import EdgeCore

/// TLS as EdgeCore's transport: policy around a `TLSSession`, which does the work. Server and client.
final class TLSTransport: Transport {
    private let tls: TLSSession
    private let wire: Wire
    private var isBroken = false
    private var hasFinished = false
    private var coversLastHost = false
    /// Read once, when the handshake is complete.
    private(set) var session = TransportSession(isEncrypted: true)

    /// The last host that was asked about, lower case, and the answer: on a connection nearly all requests are for one.
    private var lastHost: [UInt8] = []

    init(_ tls: TLSSession, on wire: Wire) {
        self.tls = tls
        self.wire = wire
    }

    func handshake() -> HandshakeProgress {
        let progress = tls.handshake()
        guard progress == .complete else { return progress }
        session = tls.settled
        guard tls.isChallenge else { return .complete }
        // RFC 8737 §3: the handshake is the whole answer.
        tls.sendCloseNotify()
        return .failed("answered a challenge of an ACME server; nothing else is said on such a connection")
    }

    /// Fills the room from as many records as are there.
    func receive(into room: inout MutableSpan<UInt8>) -> IOResult {
        if isBroken { return .failed(wire.failure ?? IOError(code: 0)) }
        var filled = 0
        // Where nothing is left to read, OpenSSL would only say so, for the price of a short record.
        while filled < room.count, wire.canRead || tls.hasBufferedInput {
            switch tls.read(into: &room, from: filled) {
            case .bytes(let count): filled += count
            case .needsMore: return filled > 0 ? .bytes(filled) : .wouldBlock
            // What was read first is told first; OpenSSL repeats an end, and a break is remembered here.
            case .ended: return filled > 0 ? .bytes(filled) : .endOfStream
            case .failed(let error):
                isBroken = true
                return filled > 0 ? .bytes(filled) : .failed(error)
            }
        }
        return filled > 0 ? .bytes(filled) : .wouldBlock
    }

    func send(_ bytes: Span<UInt8>, moreFollows: Bool) {
        guard !isBroken, !hasFinished, !bytes.isEmpty else { return }
        wire.letGo()
        if !tls.write(bytes, moreFollows: moreFollows) { isBroken = true }
    }

    func flush() -> Bool { wire.flush() && !isBroken }

    var unsentBytes: Int { wire.unsentBytes }

    var hasBufferedInput: Bool { tls.hasBufferedInput }

    func finishSending() {
        guard !hasFinished else { return }
        hasFinished = true
        tls.sendCloseNotify()
        wire.finishSending()
    }

    func covers(host: Span<UInt8>) -> Bool {
        if !lastHost.isEmpty, host.equalsIgnoringCase(lastHost) { return coversLastHost }
        guard let presented = tls.presented, let store = tls.context.certificates else { return true }
        coversLastHost = presented.covers(host: host.text, in: store.current)
        lastHost = host.array.map(ASCII.lowercased)
        return coversLastHost
    }

    func readInBulk() { tls.readInBulk() }
}

// MARK: - Looking in

extension TLSTransport {
    /// The certificate that the server has shown; for clients.
    var peerCertificate: CertificateInfo? { tls.peerCertificate }

    /// The name of the group that the keys were exchanged in.
    var keyExchangeGroup: String? { tls.keyExchangeGroup }

    /// What a client resumes with.
    func exportSession() -> ResumableSession? { tls.exportSession() }

    func requestKeyUpdate() -> Bool { tls.requestKeyUpdate() }
}
