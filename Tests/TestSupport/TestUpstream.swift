import EdgeCore
import Glibc
import Synchronization

/// An HTTP/1.1 server whose answers the test writes itself. One thread for each connection.
package final class TestUpstream: Sendable {
    package let port: Int
    private let listener: Int32
    private let seen = Mutex<[String]>([])

    /// - Parameters:
    ///   - inTurn: serves one connection after the other, in the order in which they were made: threads keep none.
    ///   - serve: gets each connection; closes it by returning.
    package init(port: Int = 0, inTurn: Bool = false, _ serve: @escaping @Sendable (UpstreamSide) -> Void) {
        let (descriptor, port) = BlockingSocket.listen(port)
        listener = descriptor
        self.port = port
        WorkerThread.start(name: "upstream") {
            while let accepted = BlockingSocket.accept(descriptor) {
                let served: @Sendable () -> Void = {
                    let side = UpstreamSide(descriptor: accepted)
                    serve(side)
                    side.finish()
                }
                inTurn ? served() : WorkerThread.start(name: "upstream-side", served)
            }
            // By who accepts: the number of a closed listener is soon another test's.
            close(descriptor)
        }
    }

    /// Answers every request with the same bytes.
    package convenience init(answering answer: String, port: Int = 0) {
        self.init(port: port) { side in
            while side.readRequest() != nil { side.send(answer) }
        }
    }

    /// A port where nobody listens, below the range that the kernel gives to clients.
    package static func closedPort() -> Int {
        while true {
            let port = Int.random(in: 10_000..<32_000)
            let (descriptor, found) = BlockingSocket.listen(port)
            close(descriptor)
            if found == port { return port }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }
}

/// The upstream's end of one connection.
package final class UpstreamSide {
    private let descriptor: Int32
    private var pending: [UInt8] = []

    package init(descriptor: Int32) { self.descriptor = descriptor }

    package func finish() { close(descriptor) }
    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }
    package func send(_ text: String) { BlockingSocket.send(Array(text.utf8), to: descriptor) }
    package func send(_ bytes: [UInt8]) { BlockingSocket.send(bytes, to: descriptor) }

    /// The next bytes, whatever they are; `nil` at the end.
    package func read() -> [UInt8]? {
        if !pending.isEmpty {
            defer { pending = [] }
            return pending
        }
        return BlockingSocket.receive(descriptor)
    }

    /// A head, without its body; what follows stays for `read`.
    package func readHead() -> String? {
        while true {
            let text = String(decoding: pending, as: UTF8.self)
            if let end = text.range(ofHeadEnd: "\r\n\r\n") {
                pending = Array(pending.dropFirst(end))
                return String(text.utf8.prefix(end))!
            }
            guard let more = BlockingSocket.receive(descriptor) else { return nil }
            pending += more
        }
    }

    /// A request with a body of known length or none.
    package func readRequest() -> (head: String, body: [UInt8])? {
        guard let head = readHead() else { return nil }
        var length = 0
        for line in head.lowercased().split(separator: "\r\n") where line.hasPrefix("content-length: ") {
            length = Int(line.dropFirst(16)) ?? 0
        }
        return (head, take(length))
    }

    /// A chunked body up to and including its trailers, as it came.
    package func readChunked() -> String {
        var text = String(decoding: pending, as: UTF8.self)
        while !text.hasSuffix("\r\n\r\n"), let more = BlockingSocket.receive(descriptor) {
            text += String(decoding: more, as: UTF8.self)
        }
        pending = []
        return text
    }

    package func take(_ count: Int) -> [UInt8] {
        while pending.count < count, let more = BlockingSocket.receive(descriptor) { pending += more }
        defer { pending.removeFirst(min(count, pending.count)) }
        return Array(pending.prefix(count))
    }
}

extension String {
    /// The offset behind the first occurrence, in bytes.
    fileprivate func range(ofHeadEnd mark: String) -> Int? {
        let bytes = Array(utf8)
        let mark = Array(mark.utf8)
        guard bytes.count >= mark.count else { return nil }
        for start in 0...(bytes.count - mark.count) where bytes[start..<start + mark.count].elementsEqual(mark) {
            return start + mark.count
        }
        return nil
    }
}
