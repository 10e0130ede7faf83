// swift run HandlerBesideProxy [PORT [UPSTREAM]]: /upper is answered here, letter by letter; everything else by localhost:8080.
//     curl --data-binary @README.md http://localhost:8000/upper
import EdgeCore
import HTTPTypes
import Logging

let arguments = CommandLine.arguments.dropFirst()
let port = arguments.first.flatMap { Int($0) } ?? 8000
let upstream = arguments.dropFirst().first.flatMap { UpstreamAddress($0) } ?? "localhost:8080"

// Bodies stream both ways: a slow reader slows the sender down, and nothing is held whole.
let upper = RequestHandler(name: "upper") { request, body, response in
    guard request.method == .post else {
        return try await response.respond(HTTPResponse(status: .methodNotAllowed), body: "POST me some text.\n")
    }
    try await response.sendHead(HTTPResponse(status: .ok))
    for try await piece in body {
        try await response.write(piece.map { (97...122).contains($0) ? $0 - 32 : $0 })
    }
}

var configuration = EdgeServer.Configuration()
configuration.listeners = [.plaintext(on: port)]
configuration.sites = [
    Site(
        [.any],
        routes: [
            Route(.handle(upper), pathPrefix: "/upper"),
            Route(.proxy(UpstreamGroup([upstream]))),
        ])
]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
