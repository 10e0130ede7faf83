internal import CLinux
import Glibc

/// One request as the access log tells it: a copy of what the exchange knew, formatted off the worker.
struct AccessLogEntry: Sendable {
    var time: timespec
    var client: SocketAddress
    var method: String
    var host: String
    var target: String
    var userAgent: String
    /// Who has logged in (`basic_auth`).
    var user: String?
    var version: String
    var isSecure: Bool
    var status: Int
    var bytesIn: Int
    var bytesOut: Int
    /// From the end of the head to the end of the response.
    var duration: Interval
    /// From the end of the head to the first byte of the answer.
    var firstByte: Interval?
    var responder: String?
    var failure: Failure?
    /// The close code of a WebSocket.
    var closeCode: UInt16?
}

extension AccessLogEntry {
    init(_ exchange: Exchange, tunnel: Tunnel?, now: Instant) {
        let record = exchange.record
        let head = exchange.loggedHead ?? LoggedHead(exchange.request, target: exchange.way?.originalTarget)
        var wall = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &wall)
        self.init(
            time: wall, client: record.client, method: head.method, host: head.host, target: head.target,
            userAgent: head.userAgent, user: exchange.way?.user.map { String(decoding: $0, as: UTF8.self) },
            version: exchange.request.isHTTP2 ? "HTTP/2" : exchange.request.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1",
            isSecure: record.isSecure, status: record.status == 0 ? record.failure?.status ?? 0 : record.status,
            bytesIn: record.bytesIn, bytesOut: record.bytesOut, duration: now - record.begin,
            firstByte: record.firstByte < .never ? record.firstByte - record.begin : nil, responder: exchange.responderName,
            failure: record.failure, closeCode: tunnel?.closeCode)
    }
}
