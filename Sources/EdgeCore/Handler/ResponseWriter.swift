public import HTTPTypes

/// Sends one response: the head, then the body in pieces, then the end, which `RequestHandler` sends when the handler returns.
public struct ResponseWriter: Sendable {
    let channel: HandlerChannel

    /// Sends the final head. Without Content-Length the body ends when the handler returns.
    public func sendHead(_ response: HTTPResponse) async throws { try channel.sendHead(response) }

    /// Sends a piece of the body; returns once the client has room for more.
    ///
    /// - Throws: `HandlerError.clientGone`.
    public func write(_ bytes: [UInt8]) async throws { try await channel.write(bytes) }

    /// Sends a piece of the body as UTF-8.
    public func write(_ text: String) async throws { try await channel.write(Array(text.utf8)) }

    /// Head and whole body in one go, with Content-Length.
    public func respond(_ response: HTTPResponse, body: [UInt8]) async throws {
        var response = response
        response.headerFields[.contentLength] = String(body.count)
        try channel.sendHead(response)
        try await channel.write(body)
    }

    /// Head and whole body in one go; plain text unless the head says otherwise.
    public func respond(_ response: HTTPResponse, body: String) async throws {
        var response = response
        if response.headerFields[.contentType] == nil {
            response.headerFields[.contentType] = "text/plain; charset=utf-8"
        }
        try await respond(response, body: Array(body.utf8))
    }
}
