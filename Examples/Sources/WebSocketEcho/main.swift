// swift run WebSocketEcho [PORT]: ws://localhost:8000 says back what it hears.
import EdgeCore
import Logging

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8000

let echo = RequestHandler.webSocket { _, socket in
    for try await message in socket.messages {
        switch message {
        case .text(let text): try await socket.send(text)
        case .binary(let bytes): try await socket.send(bytes)
        }
    }
}

var configuration = EdgeServer.Configuration()
configuration.listeners = [.plaintext(on: port)]
configuration.sites = [.handle(.any, by: echo)]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
