// swift run MinimalProxy [PORT [UPSTREAM]]: http://localhost:8000 → localhost:8080
import EdgeCore
import Logging

let arguments = CommandLine.arguments.dropFirst()
let port = arguments.first.flatMap { Int($0) } ?? 8000
let upstream = arguments.dropFirst().first.flatMap { UpstreamAddress($0) } ?? "localhost:8080"

var configuration = EdgeServer.Configuration()
configuration.listeners = [.plaintext(on: port)]
configuration.sites = [.proxy(.any, to: UpstreamGroup([upstream]))]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
