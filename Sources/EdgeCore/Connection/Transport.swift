/// Wire bytes ↔ plaintext on one socket: the seam that EdgeTLS fills, and `PlaintextTransport` without it.
///
/// Called by one worker only. Nothing here waits: a transport that cannot go on says so and is called again when the
/// socket is ready. Sending never refuses: what the socket does not take is queued in the wire, and the caller looks at
/// `unsentBytes` to know when to stop.
package protocol Transport: AnyObject {
    /// Takes the handshake as far as the bytes at hand allow.
    func handshake() -> HandshakeProgress

    /// Reads plaintext into the room given; may fill it from several records.
    func receive(into room: inout MutableSpan<UInt8>) -> IOResult

    /// Sends plaintext. A failure is remembered and told by the next `receive` or `flush`.
    ///
    /// - Parameter moreFollows: more may come in the same turn; if not, `flush` has all of it sent.
    func send(_ bytes: Span<UInt8>, moreFollows: Bool)

    /// Pushes queued wire bytes; `false` when the connection is broken.
    func flush() -> Bool

    /// Wire bytes that the socket has not taken yet.
    var unsentBytes: Int { get }

    /// Whether plaintext waits inside the transport: epoll is silent about it, so the reader has to come back by itself.
    var hasBufferedInput: Bool { get }

    /// Tells the peer that no more is coming (TLS: close_notify), then ends the socket's sending direction once the
    /// queue is empty.
    func finishSending()

    /// What the handshake settled.
    var session: TransportSession { get }

    /// Whether the peer was shown a credential that covers this host (RFC 9110 §7.4); plaintext covers every host.
    func covers(host: Span<UInt8>) -> Bool

    /// Reads in larger pieces from here on, at the price of a larger buffer.
    func readInBulk()
}

package enum HandshakeProgress: Equatable, Sendable {
    case complete
    /// Waits for the peer's bytes, or for room to send its own.
    case pending
    /// The handshake cannot succeed; the phrase is for the log.
    case failed(String)
}

/// What a handshake settled, for routing and for the log.
package struct TransportSession: Sendable {
    /// The ALPN protocol id, such as `h2`; empty when none was negotiated.
    package var applicationProtocol: StaticString
    package var isEncrypted: Bool
    package var isResumed: Bool
    package var version: TLSVersion

    package init(
        applicationProtocol: StaticString = "", isEncrypted: Bool = false, version: TLSVersion = .none,
        isResumed: Bool = false
    ) {
        self.applicationProtocol = applicationProtocol
        self.isEncrypted = isEncrypted
        self.isResumed = isResumed
        self.version = version
    }
}

/// Makes the transports of one listener's connections. Immutable, shared by the workers.
package protocol TransportProvider: Sendable {
    /// - Parameter peerName: the host that we connect to, as it is configured: what a TLS client asks for and verifies. Empty
    ///   on a connection that was accepted.
    func makeTransport(on wire: Wire, peerName: String) -> any Transport
}

extension TransportProvider {
    /// The transport of a connection that was accepted.
    package func makeTransport(on wire: Wire) -> any Transport { makeTransport(on: wire, peerName: "") }
}
