import COpenSSL
import EdgeCore
import Glibc
import Testing

@testable import EdgeTLS

/// One end of a connection, driven by hand.
final class End {
    let wire: Wire
    let transport: any Transport
    private let scratch = Scratch(capacity: 64 * 1024)
    private(set) var progress = HandshakeProgress.pending

    init(_ wire: Wire, _ transport: any Transport) {
        self.wire = wire
        self.transport = transport
    }

    var tls: TLSTransport? { transport as? TLSTransport }

    /// What epoll would tell.
    func poke() {
        wire.becameReadable(ending: false)
        wire.becameWritable()
    }

    func shakeHands() -> HandshakeProgress {
        poke()
        _ = transport.flush()
        if progress == .pending { progress = transport.handshake() }
        return progress
    }

    /// One read of at most the scratch's size.
    func receive() -> (result: IOResult, bytes: [UInt8]) {
        poke()
        return Self.receive(transport, scratch)
    }

    /// Reads a byte, and says how many the socket still has after that.
    func leftAfterOneByte() -> Int {
        poke()
        #expect(Self.receive(transport, Scratch(capacity: 1)).bytes.count == 1)
        var count: Int32 = 0
        #expect(unsafe ioctl(wire.socket.descriptor, UInt(FIONREAD), &count) == 0)
        return Int(count)
    }

    private static func receive(_ transport: any Transport, _ scratch: Scratch) -> (result: IOResult, bytes: [UInt8]) {
        var room = scratch.room(from: 0)
        let result = transport.receive(into: &room)
        guard case .bytes(let count) = result else { return (result, []) }
        return (result, scratch.bytes(count).array)
    }

    func covers(_ host: String) -> Bool { transport.covers(host: Array(host.utf8).span) }

    func send(_ text: String) {
        transport.send(Array(text.utf8).span, moreFollows: false)
        // As a connection does when a turn ends: tickets go in front of what is sent.
        _ = transport.flush()
    }
}

/// Two ends over a socket pair.
struct TLSPair {
    let server: End
    let client: End

    static func socketPair() throws -> (Socket, Socket) {
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw IOError(code: errno) }
        return (Socket(descriptor: ends[0]), Socket(descriptor: ends[1]))
    }

    init(_ server: any TransportProvider, _ client: any TransportProvider, name: String = "a.example") throws {
        let (left, right) = try Self.socketPair()
        self.init(server, on: left, client, on: right, name: name)
    }

    init(
        _ server: any TransportProvider, on left: Socket, _ client: any TransportProvider, on right: Socket,
        name: String
    ) {
        self.server = Self.end(server, left, "")
        self.client = Self.end(client, right, name)
    }

    private static func end(_ provider: any TransportProvider, _ socket: Socket, _ name: String) -> End {
        let wire = Wire(socket: socket)
        return End(wire, provider.makeTransport(on: wire, peerName: name))
    }

    /// Goes on until both ends have ended their handshake or nothing moves any more.
    @discardableResult
    func shakeHands() -> (server: HandshakeProgress, client: HandshakeProgress) {
        for _ in 0..<16 {
            let client = client.shakeHands()
            let server = server.shakeHands()
            if client != .pending, server != .pending { break }
        }
        return (server.progress, client.progress)
    }

    /// Both ends complete, or the test fails.
    func connected(sourceLocation: SourceLocation = #_sourceLocation) -> TLSPair {
        let outcome = shakeHands()
        #expect(outcome.server == .complete, sourceLocation: sourceLocation)
        #expect(outcome.client == .complete, sourceLocation: sourceLocation)
        return self
    }
}

/// A client whose session can be looked into and resumed.
struct TestClient: TransportProvider {
    let context: TLSContext
    let serverName: String
    let resuming: Held?

    /// A session handed from one client to the next, on one thread.
    final class Held: @unchecked Sendable {
        let session: ResumableSession
        init(_ session: ResumableSession) { self.session = session }
    }

    /// - Parameter version: the only protocol version offered, TLS1_2_VERSION and so on; 0 for all.
    init(
        _ serverName: String, roots: TrustRoots? = nil, protocols: [StaticString] = ["http/1.1"], version: Int32 = 0,
        ciphers: String? = nil, resuming: Held? = nil
    ) throws {
        context = try TLSContext(connectingWith: ALPNProtocols(protocols), roots: roots)
        self.serverName = serverName
        self.resuming = resuming
        if version != 0 {
            unsafe SSL_CTX_ctrl(context.raw, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(version), nil)
            unsafe SSL_CTX_ctrl(context.raw, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil)
            if version < TLS1_2_VERSION { unsafe SSL_CTX_set_security_level(context.raw, 0) }
        }
        if let ciphers { unsafe SSL_CTX_set_cipher_list(context.raw, ciphers) }
    }

    func makeTransport(on wire: Wire, peerName: String) -> any Transport {
        guard let session = TLSSession(context, on: wire) else { return BrokenTransport() }
        if !serverName.isEmpty { _ = session.setServer(serverName, verifies: true) }
        if let resuming { session.resume(resuming.session) }
        return TLSTransport(session, on: wire)
    }
}
