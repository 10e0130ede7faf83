import EdgeCore

/// Stands where OpenSSL could make no session, which takes a lack of memory: the connection fails, the worker goes on.
final class BrokenTransport: Transport {
    private let phrase: String

    init(_ phrase: String = "no TLS session could be made: out of memory") { self.phrase = phrase }

    func handshake() -> HandshakeProgress { .failed(phrase) }
    func receive(into room: inout MutableSpan<UInt8>) -> IOResult { .failed(IOError(code: 0)) }
    func send(_ bytes: Span<UInt8>, moreFollows: Bool) {}
    func flush() -> Bool { false }
    var unsentBytes: Int { 0 }
    var hasBufferedInput: Bool { false }
    func finishSending() {}
    var session: TransportSession { TransportSession(isEncrypted: true) }
    func covers(host: Span<UInt8>) -> Bool { false }
    func readInBulk() {}
}
