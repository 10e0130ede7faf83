/// The transport of a listener or upstream without TLS: bytes pass as they are.
package final class PlaintextTransport: Transport {
    private let wire: Wire

    package init(wire: Wire) { self.wire = wire }

    package func handshake() -> HandshakeProgress { .complete }
    package func receive(into room: inout MutableSpan<UInt8>) -> IOResult { wire.receive(into: &room) }
    package func send(_ bytes: Span<UInt8>, moreFollows: Bool) { wire.send(bytes, moreFollows: moreFollows) }
    package func flush() -> Bool { wire.flush() }
    package var unsentBytes: Int { wire.unsentBytes }
    package var hasBufferedInput: Bool { false }
    package func finishSending() { wire.finishSending() }
    package var session: TransportSession { TransportSession() }
    package func covers(host: Span<UInt8>) -> Bool { true }
    /// It reads as much as there is room for as it is.
    package func readInBulk() {}
}

/// Makes plaintext transports.
struct PlaintextProvider: TransportProvider {
    func makeTransport(on wire: Wire, peerName: String) -> any Transport { PlaintextTransport(wire: wire) }
}
