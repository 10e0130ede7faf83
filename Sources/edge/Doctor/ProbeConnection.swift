internal import CLinux
internal import EdgeCore
internal import EdgeTLS
import Glibc

/// A client's connection for one question. Blocks, with a deadline for everything together.
final class ProbeConnection {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let wire: Wire
    private let transport: any Transport
    private let scratch = Scratch(capacity: 64 * 1024)
    private let deadline: ContinuousClock.Instant
    private var received: [UInt8] = []

    /// Seconds for connecting, handshake, question and answer.
    static let patience = 15
    /// Bytes of the longest answer that is read.
    private static let answerBytes = 1024 * 1024

    /// - Parameter provider: `nil` for plaintext.
    init(to address: SocketAddress, name: String, provider: (any TransportProvider)?) throws {
        deadline = .now + .seconds(Self.patience)
        let socket: Socket
        do { socket = try Socket.connecting(to: address) } catch { throw Failure(description: error.text) }
        wire = Wire(socket: socket)
        transport = (provider ?? ListenerTransport.plaintext.provider).makeTransport(on: wire, peerName: name)
        try wait(for: Int16(POLLOUT))
        let code = socket.pendingError()
        guard code == 0 else { throw Failure(description: IOError(code: code).text) }
        if provider != nil { try shakeHands() }
    }

    var certificate: CertificateInfo? { TLSInspection.certificate(of: transport) }
    var session: TransportSession { transport.session }
    /// Where we come from, as the other side sees it.
    var localAddress: SocketAddress? { wire.localAddress }

    private func shakeHands() throws {
        while true {
            poke()
            switch transport.handshake() {
            case .complete: return
            case .failed(let phrase): throw Failure(description: phrase)
            case .pending:
                _ = transport.flush()
                try wait(for: Int16(POLLIN) | (transport.unsentBytes > 0 ? Int16(POLLOUT) : 0))
            }
        }
    }

    func send(_ bytes: [UInt8]) throws {
        poke()
        transport.send(bytes.span, moreFollows: false)
        while transport.flush(), transport.unsentBytes > 0 {
            try wait(for: Int16(POLLOUT) | Int16(POLLIN))
            poke()
            // The answer may come before all is sent: a refusal by the length alone. Session tickets come too, and are no answer.
            let (result, piece) = Self.receive(transport, scratch)
            received += piece
            guard case .wouldBlock = result else { return }
        }
    }

    /// The answer: to its end, or until it is complete by its own account.
    func readAnswer() throws -> ProbeAnswer {
        while received.count < Self.answerBytes {
            if let answer = ProbeAnswer(received), answer.isComplete { return answer }
            guard try fill() else { break }
        }
        guard let answer = ProbeAnswer(received) else {
            throw Failure(
                description: received.isEmpty ? "the connection was closed without an answer" : "the answer is no HTTP")
        }
        return answer
    }

    private func fill() throws -> Bool {
        while true {
            poke()
            let (result, piece) = Self.receive(transport, scratch)
            switch result {
            case .bytes:
                received += piece
                return true
            case .endOfStream: return false
            case .failed(let error):
                guard received.isEmpty else { return false }
                throw Failure(description: error.text)
            case .wouldBlock: try wait(for: Int16(POLLIN))
            }
        }
    }

    private static func receive(_ transport: any Transport, _ scratch: Scratch) -> (IOResult, [UInt8]) {
        var room = scratch.room(from: 0)
        let result = transport.receive(into: &room)
        guard case .bytes(let count) = result else { return (result, []) }
        return (result, scratch.bytes(count).array)
    }

    /// What epoll would tell.
    private func poke() {
        wire.becameReadable(ending: false)
        wire.becameWritable()
    }

    private func wait(for events: Int16) throws {
        while true {
            let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
            var entry = pollfd(fd: wire.socket.descriptor, events: events, revents: 0)
            let count = left > 0 ? unsafe poll(&entry, 1, Int32(left) + 1) : 0
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure(description: "nothing came for \(Self.patience) s") }
            return
        }
    }
}
