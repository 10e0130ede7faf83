internal import CLinux
internal import EdgeCore
import Glibc

/// Lines of text over a unix socket, with deadlines: what the control socket speaks. Blocks; for threads that may.
final class LineSocket {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Bytes of the longest line; the answer to `edge ws --json` with 9,500 sockets is the longest there is.
    private static let lineBytes = 16 * 1024 * 1024

    private let socket: Socket
    private var received: [UInt8] = []

    init(_ socket: Socket) { self.socket = socket }

    static func connecting(to path: String) throws -> LineSocket {
        do { return LineSocket(try Socket.connecting(to: .unix(path))) } catch {
            throw Failure(description: error.text)
        }
    }

    /// The next line without its end; `nil` when the peer has closed.
    func readLine(within seconds: Int) throws -> String? {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...end)
                return line
            }
            guard received.count <= Self.lineBytes else { throw Failure(description: "the line is too long") }
            guard try fill(within: seconds) else { return nil }
        }
    }

    private func fill(within seconds: Int) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var room = buffer.mutableSpan
        let result = socket.receive(into: &room)
        switch result {
        case .bytes(let count): received += buffer[..<count]
        case .wouldBlock: try wait(for: Int16(POLLIN), within: seconds)
        case .endOfStream: return false
        case .failed(let error): throw Failure(description: error.text)
        }
        return true
    }

    func writeLine(_ line: String, within seconds: Int = 10) throws {
        let bytes = Array((line + "\n").utf8)
        var offset = 0
        while offset < bytes.count {
            switch socket.send(bytes.span.extracting(offset..<bytes.count)) {
            case .bytes(let count): offset += count
            case .wouldBlock: try wait(for: Int16(POLLOUT), within: seconds)
            case .endOfStream: throw Failure(description: "the peer has closed")
            case .failed(let error): throw Failure(description: error.text)
            }
        }
    }

    // MARK: Descriptors

    /// Sends a descriptor along with one byte. Only while the peer reads nothing else: a plain read would lose it.
    func send(descriptor: Int32) throws {
        var byte: UInt8 = 0
        guard unsafe edge_send_descriptor(socket.descriptor, &byte, 1, descriptor) == 1 else {
            throw Failure(description: "a descriptor could not be handed over: \(IOError(code: errno).text)")
        }
    }

    /// The next descriptor.
    func receiveDescriptor(within seconds: Int) throws -> Socket {
        guard received.isEmpty else { throw Failure(description: "a descriptor was expected, and text came") }
        var byte: UInt8 = 0
        var descriptor: Int32 = -1
        while true {
            let count = unsafe edge_receive_descriptor(socket.descriptor, &byte, 1, &descriptor)
            if count < 0, errno == EAGAIN || errno == EINTR {
                try wait(for: Int16(POLLIN), within: seconds)
                continue
            }
            guard count == 1, descriptor >= 0 else { throw Failure(description: "no descriptor came") }
            return Socket(descriptor: descriptor)
        }
    }

    private func wait(for events: Int16, within seconds: Int) throws {
        var entry = pollfd(fd: socket.descriptor, events: events, revents: 0)
        guard unsafe poll(&entry, 1, Int32(seconds) * 1000) > 0 else { throw Failure(description: "no answer came") }
    }
}
