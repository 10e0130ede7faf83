public import HTTPTypes

/// Code in this process that answers requests: the convenient path, beside the fast one that proxies.
///
/// Each request runs in a task of its own and crosses from its worker to the cooperative pool and back. That costs a few
/// microseconds; a proxied request costs none of it.
public struct RequestHandler: Sendable {
    /// Answers one request. Returning without having sent a head is answered with 500; so is throwing before that. Throwing
    /// later breaks the response off. The task is cancelled when the client goes away.
    public typealias Body = @Sendable (HTTPRequest, RequestBody, ResponseWriter) async throws -> Void

    /// For the access log, where an upstream's name would stand.
    public let name: String
    let body: Body

    /// A handler that answers each request by running `body`.
    ///
    /// ```swift
    /// let hello = RequestHandler { request, body, writer in
    ///     try await writer.respond(HTTPResponse(status: .ok), body: "hello\n")
    /// }
    /// ```
    public init(name: String = "handler", _ body: @escaping Body) {
        self.name = name
        self.body = body
    }

    /// A handler for WebSockets: accepts every legal upgrade and runs `body` until it returns, then closes with 1000. Other
    /// requests are answered with 426.
    public static func webSocket(
        name: String = "websocket", messageBytes: Int = 1024 * 1024,
        _ body: @escaping @Sendable (HTTPRequest, WebSocket) async throws -> Void
    ) -> RequestHandler {
        RequestHandler(name: name) { request, input, writer in
            guard let key = WebSocketHandshake.key(of: request) else {
                var response = HTTPResponse(status: .init(code: 426))
                response.headerFields[.upgrade] = "websocket"
                return try await writer.respond(response, body: "This address speaks WebSocket only.\n")
            }
            try await writer.sendHead(WebSocketHandshake.response(to: key))
            let socket = WebSocket(input: input, writer: writer, messageBytes: messageBytes)
            do {
                try await body(request, socket)
                try await socket.close(.normal)
            } catch let violation as WebSocketViolation {
                try await socket.close(violation.code)
            } catch {
                try? await socket.close(.internalError)
                throw error
            }
        }
    }
}
