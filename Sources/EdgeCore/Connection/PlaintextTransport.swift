/// The transport of a listener or upstream without TLS: bytes pass as they are.
final class PlaintextTransport: Transport {
    private let wire: Wire

    init(wire: Wire) { self.wire = wire }

    func handshake() -> HandshakeProgress { .complete }
    func receive(into room: inout MutableSpan<UInt8>) -> IOResult { wire.receive(into: &room) }
    func send(_ bytes: Span<UInt8>) { wire.send(bytes) }
    func flush() -> Bool { wire.flush() }
    var unsentBytes: Int { wire.unsentBytes }
    var hasBufferedInput: Bool { false }
    func finishSending() { wire.finishSending() }
    var session: TransportSession { TransportSession() }
    func covers(host: Span<UInt8>) -> Bool { true }
    func releaseBuffers() {}
}

/// Makes plaintext transports.
struct PlaintextProvider: TransportProvider {
    func makeTransport(on wire: Wire, context: TransportContext) -> any Transport { PlaintextTransport(wire: wire) }
}
