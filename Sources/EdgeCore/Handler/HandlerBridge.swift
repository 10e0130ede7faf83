internal import HTTPTypes

/// The one place where an exchange meets a Swift task.
final class HandlerBridge: Responder {
    let name: String
    private let handler: RequestHandler
    private let exchange: Exchange
    private let worker: Worker
    private let number: Int
    private let channel: HandlerChannel
    private var task: Task<Void, Never>?
    private var isPaused = false
    private var awaitsDrain = false
    private var hasContinued = false
    private var isOver = false
    /// What is counted in the worker's backlog: what the handler has not read.
    private var share = BacklogShare()

    init(_ handler: RequestHandler, exchange: Exchange) {
        self.handler = handler
        self.exchange = exchange
        name = handler.name
        worker = exchange.worker
        number = worker.reserveBridgeNumber()
        channel = HandlerChannel(handle: worker.handle, bridge: number)
        worker.register(self, as: number)
    }

    func start() {
        let request = HandledRequest.make(from: exchange.request, record: exchange.record)
        let body = handler.body
        let channel = channel
        task = Task {
            do {
                try await body(request, RequestBody(channel: channel), ResponseWriter(channel: channel))
                channel.finish(nil)
            } catch {
                channel.finish(error)
            }
        }
    }

    // MARK: Responder

    func receiveBody(_ bytes: Span<UInt8>) {
        // A handler that has ended reads nothing more of its tunnel.
        guard !isOver else { return }
        share.set(channel.leave(bytes.array), in: worker)
    }

    func receiveEnd(trailers: borrowing FieldSection) { channel.leaveEnd(ofTunnel: exchange.phase == .tunnelling) }
    var unsentBytes: Int { channel.bufferedBytes }
    func awaitDrain() { awaitsDrain = true }
    func pauseResponding() { isPaused = true }

    func resumeResponding() {
        isPaused = false
        channel.written(0, isPaused: false)
    }

    func abandon() {
        guard !isOver else { return }
        end()
        channel.closed()
        task?.cancel()
    }

    // MARK: From the task

    func pieceTaken() {
        let waiting = channel.bufferedBytes
        share.set(waiting, in: worker)
        guard awaitsDrain, waiting <= worker.limits.unsentBytes / 2 else { return }
        awaitsDrain = false
        exchange.responderDrained()
    }

    func sendHead(_ response: HTTPResponse) {
        HandledRequest.fill(exchange.response, from: response, method: exchange.request.method)
        exchange.respondedHead()
    }

    func sendBody(_ bytes: [UInt8]) {
        // A handler need not know that HEAD has no body (RFC 9110 §9.3.2).
        if exchange.request.method != .head { exchange.respondedBody(bytes.span) }
        channel.written(bytes.count, isPaused: isPaused)
    }

    func handlerEnded(error: String?, headSent: Bool) {
        guard !isOver else { return }
        end()
        if let error { worker.note(.error, "a handler failed", detail: error, upstream: name) }
        if error != nil || !headSent {
            exchange.responderFailed(.handlerFailed)
        } else {
            exchange.respondedEnd(trailers: FieldSection())
        }
    }

    /// Nothing more comes of the handler, and nothing is kept for it.
    private func end() {
        isOver = true
        worker.forget(bridge: number)
        share.set(0, in: worker)
    }
}
