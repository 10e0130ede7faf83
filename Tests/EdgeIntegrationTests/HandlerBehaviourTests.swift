@testable import EdgeCore
import HTTPTypes
import TestSupport
import Testing

/// Code in the process that answers.
@Suite("Handlers")
struct HandlerBehaviourTests {
    private func run(_ handler: RequestHandler, _ script: @escaping @Sendable (TestEdge) throws -> Void) async throws {
        try await TestEdge.run(configure: { $0.sites = [Site([.any], routes: [Route(.handle(handler))])] }, script)
    }

    @Test("bodies stream both ways")
    func echo() async throws {
        let handler = RequestHandler { _, body, writer in
            try await writer.sendHead(HTTPResponse(status: .ok))
            for try await piece in body { try await writer.write(piece) }
        }
        try await run(handler) { edge in
            let client = edge.connect()
            let sent = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
            client.request("POST", "/", ["Content-Length: \(sent.count)"])
            client.sendInBackground(sent)
            #expect(client.readResponse()?.body == sent)
            let chunked = edge.connect()
            chunked.request("POST", "/", ["Transfer-Encoding: chunked"], body: "5\r\nhello\r\n0\r\n\r\n")
            #expect(chunked.readResponse()?.text == "hello")
        }
    }

    @Test("HEAD gets the head alone, whatever the handler writes, and the connection goes on")
    func head() async throws {
        let handler = RequestHandler { _, _, writer in
            try await writer.respond(HTTPResponse(status: .ok), body: "hello")
        }
        try await run(handler) { edge in
            let client = edge.connect()
            client.request("HEAD", "/")
            #expect(client.readHead()?.contains("Content-Length: 5") == true)
            #expect(client.get("/")?.text == "hello")
        }
    }

    @Test("a handler that throws before its head is 500, after it a broken response")
    func failures() async throws {
        struct Failure: Error {}
        let handler = RequestHandler { request, _, writer in
            guard request.path == "/late" else { throw Failure() }
            try await writer.sendHead(HTTPResponse(status: .ok))
            try await writer.write("half")
            throw Failure()
        }
        try await run(handler) { edge in
            #expect(edge.connect().get("/")?.status == 500)
            let late = edge.connect().get("/late")
            #expect(late == nil || late?.isWhole == false)
        }
    }

    @Test("a WebSocket handler gets messages and sends some, and closes in order")
    func webSocket() async throws {
        let handler = RequestHandler.webSocket { _, socket in
            for try await message in socket.messages {
                guard case .text(let text) = message, text != "enough" else { return }
                try await socket.send("you said \(text)")
            }
        }
        try await run(handler) { edge in
            let client = edge.connect()
            client.request("GET", "/ws", WebSocketBehaviourTests.upgrade)
            #expect(client.readHead()?.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") == true)
            client.send(WebSocketBehaviourTests.frame("hello"))
            #expect(client.read(16) == [0x81, 14] + Array("you said hello".utf8))
            client.send(WebSocketBehaviourTests.frame("enough"))
            #expect(client.read(4) == [0x88, 2, 0x03, 0xE8])
            #expect(edge.connect().get("/")?.status == 426)
        }
    }

    @Test("a client that goes away cancels the handler's task")
    func clientGone() async throws {
        let cancelled = Gate<Bool>()
        let began = Gate<Bool>()
        let handler = RequestHandler { _, body, _ in
            began.open()
            do { for try await _ in body {} } catch { cancelled.open() }
        }
        try await run(handler) { edge in
            let client = edge.connect()
            client.request("POST", "/", ["Content-Length: 100"], body: "some")
            _ = began.wait()
            client.close()
            #expect(cancelled.wait())
        }
    }
}
