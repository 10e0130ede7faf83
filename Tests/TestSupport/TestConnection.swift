import EdgeCore
import Glibc

/// A client that sends the bytes it is told to, and reads what comes back. Blocks, for at most thirty seconds.
package final class TestConnection {
    private let descriptor: Int32
    private var pending: [UInt8] = []
    package private(set) var hasEnded = false

    package init(port: Int) { descriptor = BlockingSocket.connect(port) }

    deinit { Glibc.close(descriptor) }

    package func send(_ text: String) { BlockingSocket.send(Array(text.utf8), to: descriptor) }
    package func send(_ bytes: [UInt8]) { BlockingSocket.send(bytes, to: descriptor) }
    /// Sends on a thread of its own, for answers that have to be read meanwhile.
    package func sendInBackground(_ bytes: [UInt8], thenFinishing: Bool = false) {
        // Held until it is done: the number of a closed descriptor is soon another test's socket.
        nonisolated(unsafe) let connection = self
        WorkerThread.start(name: "sender") {
            unsafe connection.send(bytes)
            if thenFinishing { unsafe connection.finishSending() }
        }
    }

    /// Has a thread of its own go on with the connection; the caller does not touch it any more.
    package func inBackground(_ body: @escaping @Sendable (TestConnection) -> Void) {
        nonisolated(unsafe) let connection = self
        WorkerThread.start(name: "client") { unsafe body(connection) }
    }

    /// Sends zeros until nothing more is taken, and says how many bytes were.
    package func sendUntilFull(limit: Int) -> Int { BlockingSocket.sendUntilFull(descriptor, limit: limit) }

    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }
    /// Tells the edge that nobody is there any more, where the end of a direction might be the end of a request.
    package func reset() { BlockingSocket.reset(descriptor) }
    package func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// A request without a body, and its answer.
    package func get(_ target: String, _ fields: String...) -> TestResponse? {
        request("GET", target, fields)
        return readResponse()
    }

    package func request(_ method: String, _ target: String, _ fields: [String] = [], body: String = "") {
        let lines = (["\(method) \(target) HTTP/1.1", "Host: chat.example.com"] + fields).joined(separator: "\r\n")
        send(lines + "\r\n\r\n" + body)
    }

    private func fill() -> Bool {
        guard !hasEnded, let more = BlockingSocket.receive(descriptor) else {
            hasEnded = true
            return false
        }
        pending += more
        return true
    }

    /// The next head, with its empty line.
    package func readHead() -> String? {
        var searched = 0
        while true {
            let mark: [UInt8] = [13, 10, 13, 10]
            for start in searched..<max(searched, pending.count - 3) where pending[start..<start + 4].elementsEqual(mark) {
                return take(start + 4).text
            }
            searched = max(0, pending.count - 3)
            guard fill() else { return nil }
        }
    }

    /// So many bytes, or what there is before the end.
    package func read(_ count: Int) -> [UInt8] {
        while pending.count < count, fill() {}
        return take(min(count, pending.count))
    }

    /// Bytes as they come; none at the end.
    package func readSome() -> [UInt8] {
        if pending.isEmpty { _ = fill() }
        return take(pending.count)
    }

    /// Everything up to and including this text.
    package func readToEnd(upTo mark: String) -> String {
        while !pending.text.hasSuffix(mark), fill() {}
        return take(pending.count).text
    }

    package func readToEnd() -> [UInt8] {
        while fill() {}
        return take(pending.count)
    }

    private func take(_ count: Int) -> [UInt8] {
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    /// The next response, interim ones left out. Its body ends as its head says, or with the connection.
    package func readResponse(to method: String = "GET") -> TestResponse? {
        guard let head = readHead(), let status = Int(head.dropFirst(9).prefix(3)) else { return nil }
        if (100..<200).contains(status), status != 101 { return readResponse(to: method) }
        var response = TestResponse(status: status, head: head)
        if method == "HEAD" || status == 204 || status == 304 || status == 101 { return response }
        if let length = response.field("content-length").flatMap({ Int($0) }) {
            response.body = read(length)
            response.isWhole = response.body.count == length
        } else if response.field("transfer-encoding") == "chunked" {
            readChunks(into: &response)
        } else {
            response.body = readToEnd()
        }
        return response
    }

    private func readChunks(into response: inout TestResponse) {
        while let line = readLine() {
            guard let size = Int(line, radix: 16) else { break }
            if size == 0 {
                while let trailer = readLine() {
                    if trailer.isEmpty { return }
                    response.trailers.append(trailer)
                }
                break
            }
            response.body += read(size)
            guard read(2) == [13, 10] else { break }
        }
        response.isWhole = false
    }

    private func readLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: 10) { return String(take(end + 1).text.dropLast()) }
            guard fill() else { return nil }
        }
    }
}

/// A response, taken apart.
package struct TestResponse: Sendable {
    package var status: Int
    package var head: String
    package var body: [UInt8] = []
    package var trailers: [String] = []
    /// Whether the body came to its end.
    package var isWhole = true

    package var text: String { body.text }

    /// The value of the first field line of this name.
    package func field(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
        }
        return nil
    }
}

extension [UInt8] {
    package var text: String { String(decoding: self, as: UTF8.self) }
}
