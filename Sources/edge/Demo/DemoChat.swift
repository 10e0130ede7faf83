internal import EdgeCore
import FoundationEssentials
import HTTPTypes

/// A small chat with Chatalot's outside: a page, one WebSocket at `/ws`, `/api/health`, and files. Built on the handler API
/// that any program with EdgeCore in it may use.
struct DemoChat: Sendable {
    private let room = DemoRoom()
    private let files: DemoFileStore
    private let started = ContinuousClock.now

    init() throws { files = try DemoFileStore() }

    /// What a site with the chat in it answers with.
    var routes: [Route] {
        let room = room
        let socket = RequestHandler.webSocket(name: "demo") { _, socket in try await room.serve(socket) }
        let pages = RequestHandler(name: "demo") { request, body, writer in
            try await answer(request, body, writer)
        }
        return [Route(.handle(socket), pathPrefix: "/ws"), Route(.handle(pages))]
    }

    func close() async { await files.removeAll() }

    private func answer(_ request: HTTPRequest, _ body: RequestBody, _ writer: ResponseWriter) async throws {
        let target = DemoTarget(request.path ?? "/")
        switch (request.method, target.path) {
        case (.get, "/"), (.head, "/"):
            try await writer.respond(Self.pageHead, body: DemoPage.html)
        case (.get, "/api/health"), (.head, "/api/health"):
            try await respond(health, to: writer)
        case (.post, "/api/files/upload"):
            try await upload(body, name: target.value(of: "name"), from: target.value(of: "from"), writer)
        case (.get, _) where target.path.hasPrefix("/api/files/"):
            try await download(String(target.path.dropFirst("/api/files/".count)), writer)
        default:
            try await respond(
                DemoError(code: "not_found", message: "There is no such thing here."), status: .notFound, to: writer)
        }
    }

    // MARK: Files

    private func upload(
        _ body: RequestBody, name: String?, from: String?, _ writer: ResponseWriter
    ) async throws {
        let file = try await files.store(body, name: name ?? "file")
        await room.say(DemoMessage(type: .message, from: from ?? "someone", file: file))
        try await respond(file, status: .created, to: writer)
    }

    private func download(_ id: String, _ writer: ResponseWriter) async throws {
        guard let file = await files.file(id) else {
            return try await respond(
                DemoError(code: "not_found", message: "This file is gone."), status: .notFound, to: writer)
        }
        var head = HTTPResponse(status: .ok)
        head.headerFields[.contentLength] = String(file.size)
        head.headerFields[.contentType] = "application/octet-stream"
        head.headerFields[.contentDisposition] = "attachment"
        head.headerFields[.xContentTypeOptions] = "nosniff"
        try await writer.sendHead(head)
        try await files.send(file) { try await writer.write($0) }
    }

    // MARK: Answers

    private struct Health: Codable {
        var status = "ok"
        var dbHealthy = true
        var version: String
        var uptimeSeconds: Int

        enum CodingKeys: String, CodingKey {
            case status, version
            case dbHealthy = "db_healthy"
            case uptimeSeconds = "uptime_secs"
        }
    }

    private var health: Health {
        Health(version: EdgeVersion.number, uptimeSeconds: Int((ContinuousClock.now - started).components.seconds))
    }

    private func respond(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, to writer: ResponseWriter
    ) async throws {
        var head = HTTPResponse(status: status)
        head.headerFields[.contentType] = "application/json"
        head.headerFields[.cacheControl] = "no-store"
        try await writer.respond(head, body: [UInt8](JSONEncoder().encode(value)))
    }

    private static let pageHead: HTTPResponse = {
        var head = HTTPResponse(status: .ok)
        head.headerFields[.contentType] = "text/html; charset=utf-8"
        head.headerFields[.cacheControl] = "no-cache"
        head.headerFields[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self' wss:"
        return head
    }()
}

/// Chatalot's error shape.
private struct DemoError: Encodable {
    struct Content: Encodable {
        let code: String
        let message: String
    }

    let error: Content

    init(code: String, message: String) { error = Content(code: code, message: message) }
}
