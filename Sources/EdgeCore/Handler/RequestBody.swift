/// A request's body as it arrives: pieces of any size. Not reading it is back-pressure: the client waits.
public struct RequestBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = any Error

    let channel: HandlerChannel

    /// Takes the pieces one by one.
    public struct Iterator: AsyncIteratorProtocol {
        let channel: HandlerChannel

        /// The next piece; `nil` at the end.
        ///
        /// - Throws: `HandlerError.clientGone` when the body breaks off.
        public mutating func next() async throws -> [UInt8]? { try await channel.next() }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(channel: channel) }

    /// The whole body, for small ones.
    ///
    /// - Throws: `HandlerError.bodyTooLarge` beyond `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var whole: [UInt8] = []
        for try await piece in self {
            guard whole.count + piece.count <= limit else { throw HandlerError.bodyTooLarge }
            whole += piece
        }
        return whole
    }
}

/// Why a handler cannot go on.
public struct HandlerError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: Equatable { case clientGone, bodyTooLarge, headSentTwice, noHead }
    private let code: Code
    public let description: String

    /// The client closed the connection or reset the stream.
    public static let clientGone = HandlerError(code: .clientGone, description: "the client is gone")
    /// A body is longer than the handler allows.
    public static let bodyTooLarge = HandlerError(code: .bodyTooLarge, description: "the body is over the limit")
    /// A response has one final head.
    public static let headSentTwice = HandlerError(code: .headSentTwice, description: "the head was sent before")
    /// Body bytes follow the head.
    public static let noHead = HandlerError(code: .noHead, description: "no head was sent before the body")
}
