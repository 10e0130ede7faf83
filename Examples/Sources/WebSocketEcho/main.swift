// swift run WebSocketEcho: ws://localhost:8000/ws says back what it hears; everything else goes to localhost:8080.
import EdgeCore
import Logging

let echo = RequestHandler.webSocket { _, socket in
    for try await message in socket.messages {
        switch message {
        case .text(let text): try await socket.send(text)
        case .binary(let bytes): try await socket.send(bytes)
        }
    }
}
let chat = UpstreamGroup([.tcp(host: "localhost", port: 8080)])

var configuration = EdgeServer.Configuration()
configuration.listeners = [.plaintext(on: 8000)]
configuration.sites = [Site([.any], routes: [Route(.handle(echo), pathPrefix: "/ws"), Route(.proxy(chat))])]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
