internal import HTTPTypes
internal import Synchronization

/// What a handler's task and its exchange's worker share: body pieces one way, permission to write the other.
///
/// The only lock on a request's way, and only on a handled request's. Both sides keep their part short: the worker leaves a
/// piece and goes on, the task takes one or waits.
final class HandlerChannel: Sendable {
    private struct State {
        var pieces: [[UInt8]] = []
        var bufferedBytes = 0
        var hasEnded = false
        var isGone = false
        var isPaused = false
        var headSent = false
        /// The handler has accepted an upgrade: what ends from now on is the tunnel, not the request.
        var isUpgraded = false
        /// Bytes handed to the worker and not yet in the client's stream.
        var unwrittenBytes = 0
        var reader: CheckedContinuation<[UInt8]?, any Error>?
        var writer: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())
    private let handle: WorkerHandle
    private let bridge: Int
    /// Bytes a handler may be ahead of its client, and a client of its handler.
    static let window = 128 * 1024
    /// Small pieces are joined up to this size: one of a byte would cost fifty.
    private static let joinedBytes = 16 * 1024

    init(handle: WorkerHandle, bridge: Int) {
        self.handle = handle
        self.bridge = bridge
    }

    private func post(_ command: @escaping @Sendable (HandlerBridge) -> Void) {
        handle.post { [bridge] worker in
            if let bridge = worker.bridge(bridge) { command(bridge) }
        }
    }

    // MARK: The task's side

    func next() async throws -> [UInt8]? {
        let piece = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { state -> Result<[UInt8]?, any Error>? in
                    if !state.pieces.isEmpty {
                        let piece = state.pieces.removeFirst()
                        state.bufferedBytes -= piece.count
                        return .success(piece)
                    }
                    if state.hasEnded { return .success(nil) }
                    if state.isGone { return .failure(HandlerError.clientGone) }
                    state.reader = continuation
                    return nil
                }
                if let ready { continuation.resume(with: ready) }
            }
        } onCancel: {
            closed()
        }
        if piece != nil { post { $0.pieceTaken() } }
        return piece
    }

    func sendHead(_ response: HTTPResponse) throws {
        try state.withLock { state in
            if state.isGone { throw HandlerError.clientGone }
            if state.headSent { throw HandlerError.headSentTwice }
            state.headSent = true
            guard response.status.code == 101 else { return }
            state.isUpgraded = true
            state.hasEnded = false
        }
        post { $0.sendHead(response) }
    }

    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try state.withLock { state in
            if state.isGone { throw HandlerError.clientGone }
            if !state.headSent { throw HandlerError.noHead }
            state.unwrittenBytes += bytes.count
        }
        post { $0.sendBody(bytes) }
        try await waitForRoom()
    }

    private func waitForRoom() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let ready = state.withLock { state -> Result<Void, any Error>? in
                    if state.isGone { return .failure(HandlerError.clientGone) }
                    if state.unwrittenBytes <= Self.window, !state.isPaused { return .success(()) }
                    state.writer = continuation
                    return nil
                }
                if let ready { continuation.resume(with: ready) }
            }
        } onCancel: {
            closed()
        }
    }

    /// The handler has returned or thrown.
    func finish(_ error: (any Error)?) {
        let headSent = state.withLock { $0.headSent }
        post { $0.handlerEnded(error: error.map { "\($0)" }, headSent: headSent) }
    }

    // MARK: The worker's side

    /// Leaves a piece for the task; says how many bytes wait.
    func leave(_ piece: [UInt8]) -> Int {
        let (reader, buffered) = state.withLock { state -> (CheckedContinuation<[UInt8]?, any Error>?, Int) in
            if let reader = state.reader {
                state.reader = nil
                return (reader, state.bufferedBytes)
            }
            if let last = state.pieces.indices.last, state.pieces[last].count + piece.count <= Self.joinedBytes {
                state.pieces[last] += piece
            } else {
                state.pieces.append(piece)
            }
            state.bufferedBytes += piece.count
            return (nil, state.bufferedBytes)
        }
        reader?.resume(returning: piece)
        return buffered
    }

    /// The request's body has ended, or the client's direction of the tunnel that it has become. The request's end may come
    /// when the handler has upgraded it already; it says nothing then.
    func leaveEnd(ofTunnel: Bool) {
        let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, any Error>? in
            if state.isUpgraded, !ofTunnel { return nil }
            state.hasEnded = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    var bufferedBytes: Int { state.withLock { $0.bufferedBytes } }

    /// Bytes of the handler are in the client's stream; `isPaused` while that is full.
    func written(_ count: Int, isPaused: Bool) {
        let writer = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            state.unwrittenBytes -= count
            state.isPaused = isPaused
            guard !isPaused, state.unwrittenBytes <= Self.window else { return nil }
            defer { state.writer = nil }
            return state.writer
        }
        writer?.resume()
    }

    /// The exchange is over: whoever waits is told.
    func closed() {
        let (reader, writer) = state.withLock { state in
            state.isGone = true
            defer {
                state.reader = nil
                state.writer = nil
            }
            return (state.reader, state.writer)
        }
        reader?.resume(throwing: HandlerError.clientGone)
        writer?.resume(throwing: HandlerError.clientGone)
    }
}
