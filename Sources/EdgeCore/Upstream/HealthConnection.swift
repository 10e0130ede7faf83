/// One health check on its way: connects, asks, and says what the answer means.
final class HealthConnection: Connection {
    private let check: HealthCheck
    private let group: UpstreamGroup
    private let host: String
    private var answer: HealthAnswer
    private var isConnecting = true
    /// Cleared when it has been called.
    private var completion: ((HealthAnswer.Verdict) -> Void)?

    private init(
        worker: Worker, socket: Socket, check: HealthCheck, group: UpstreamGroup, peer: UpstreamPeer,
        completion: @escaping (HealthAnswer.Verdict) -> Void
    ) {
        self.check = check
        self.group = group
        host = peer.name
        self.completion = completion
        answer = HealthAnswer(check, limits: worker.limits)
        super.init(worker: worker, socket: socket) { wire in
            group.transport.makeTransport(on: wire, to: peer.address)
        }
    }

    /// - Parameter completion: called once, later, unless the check is closed before.
    static func start(
        _ check: HealthCheck, of peer: UpstreamPeer, at address: SocketAddress, group: UpstreamGroup, worker: Worker,
        completion: @escaping (HealthAnswer.Verdict) -> Void
    ) throws(IOError) -> HealthConnection {
        let socket = try Socket.connecting(to: address)
        let connection = HealthConnection(
            worker: worker, socket: socket, check: check, group: group, peer: peer, completion: completion)
        try connection.register()
        connection.setReadDeadline(Interval(check.timeout))
        return connection
    }

    private func end(_ verdict: HealthAnswer.Verdict) {
        let completion = completion
        self.completion = nil
        close()
        completion?(verdict)
    }

    package override func ready(_ readiness: Readiness) {
        if isConnecting, !isClosed {
            guard !readiness.isDisjoint(with: [.writable, .broken]) else { return }
            let code = wire.socket.pendingError()
            guard code == 0 else { return end(.ill(IOError(code: code).text)) }
            isConnecting = false
            if let version = group.proxyProtocol {
                var header = ByteBuffer()
                ProxyHeaderWriter.append(nil, version: version, to: &header)
                wire.send(header.bytes)
            }
        }
        super.ready(readiness)
    }

    package override func opened() {
        let request = requestHead()
        write(Array(request.utf8).span)
    }

    private func requestHead() -> String {
        let names = Set(check.fields.map { $0.name.lowercased() })
        let own = [("Host", host), ("User-Agent", "edge"), ("Connection", "close")].filter { !names.contains($0.0.lowercased()) }
        let lines = (own + check.fields.map { ($0.name, $0.value) }).map { "\($0.0): \($0.1)\r\n" }
        return "\(check.method) \(check.target) HTTP/1.1\r\n\(lines.joined())\r\n"
    }

    package override func handshakeFailed(_ phrase: String) { end(.ill("TLS handshake failed: \(phrase)")) }

    package override func received(_ bytes: Span<UInt8>) {
        if let verdict = answer.received(bytes) { end(verdict) }
    }

    package override func receivedEnd() { end(answer.ended()) }
    package override func lost(_ error: IOError?) { end(.ill((error ?? IOError(code: 0)).text)) }
    package override func readDeadlineReached() { end(.ill("it did not answer in time")) }
}
