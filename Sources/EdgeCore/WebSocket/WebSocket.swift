/// A WebSocket that ends in this process (RFC 6455), for handlers.
public struct WebSocket: Sendable {
    /// A whole message, its fragments put together.
    public enum Message: Sendable, Equatable {
        /// Text, which the client has sent as valid UTF-8.
        case text(String)
        /// Bytes.
        case binary([UInt8])
    }

    private let input: RequestBody
    private let writer: ResponseWriter
    private let messageBytes: Int

    init(input: RequestBody, writer: ResponseWriter, messageBytes: Int) {
        self.input = input
        self.writer = writer
        self.messageBytes = messageBytes
    }

    /// The client's messages, until it closes. Pings are answered in between.
    ///
    /// The sequence throws `WebSocketViolation` where the client breaks the protocol; `RequestHandler.webSocket` then closes
    /// with the fitting code.
    public var messages: Messages { Messages(socket: self) }

    /// A socket's messages, in the order in which they came.
    public struct Messages: AsyncSequence, Sendable {
        public typealias Element = Message
        public typealias Failure = any Error
        let socket: WebSocket

        public func makeAsyncIterator() -> Iterator {
            let decoder = FrameDecoder(messageBytes: socket.messageBytes)
            return Iterator(socket: socket, pieces: socket.input.makeAsyncIterator(), decoder: decoder)
        }

        /// Takes the messages one by one.
        public struct Iterator: AsyncIteratorProtocol {
            let socket: WebSocket
            var pieces: RequestBody.Iterator
            var decoder: FrameDecoder

            public mutating func next() async throws -> Message? {
                while true {
                    switch try decoder.next() {
                    case .message(let message): return message
                    case .ping(let payload): try await socket.send(opcode: 10, payload)
                    case .close: return nil
                    case .needsMore:
                        guard let piece = try await pieces.next() else { return nil }
                        decoder.append(piece)
                    }
                }
            }
        }
    }

    /// Sends a message of text; returns once the client has room for more.
    ///
    /// - Throws: ``HandlerError/clientGone``.
    public func send(_ text: String) async throws { try await send(opcode: 1, Array(text.utf8)) }
    /// Sends a message of bytes; returns once the client has room for more.
    ///
    /// - Throws: ``HandlerError/clientGone``.
    public func send(_ bytes: [UInt8]) async throws { try await send(opcode: 2, bytes) }

    /// Starts the closing handshake. Nothing may be sent afterwards.
    public func close(_ code: WebSocketCloseCode, reason: String = "") async throws {
        try await send(opcode: 8, FrameEncoder.closePayload(code.rawValue, reason))
    }

    private func send(opcode: UInt8, _ payload: [UInt8]) async throws {
        try await writer.write(FrameEncoder.frame(opcode: opcode, payload))
    }
}

/// Why a WebSocket closes (RFC 6455 §7.4.1).
public struct WebSocketCloseCode: Sendable, Hashable {
    /// The code as it is sent.
    public let rawValue: UInt16
    /// A code of the application's own: 4000 to 4999, or 3000 to 3999 once registered.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The socket has done what it was for.
    public static let normal = WebSocketCloseCode(rawValue: 1000)
    /// This side goes away.
    public static let goingAway = WebSocketCloseCode(rawValue: 1001)
    /// The other side broke the protocol.
    public static let protocolError = WebSocketCloseCode(rawValue: 1002)
    /// Text that is not UTF-8, or a message that makes no sense.
    public static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
    /// A message over the limit.
    public static let tooLarge = WebSocketCloseCode(rawValue: 1009)
    /// This side met something that it did not expect.
    public static let internalError = WebSocketCloseCode(rawValue: 1011)
    /// This side restarts; the client may come back at once.
    public static let serviceRestart = WebSocketCloseCode(rawValue: 1012)
}

/// A client broke the WebSocket protocol.
public struct WebSocketViolation: Error, Sendable, Equatable {
    /// What the socket is closed with.
    public let code: WebSocketCloseCode
    package init(code: WebSocketCloseCode) { self.code = code }
}
