// swift run WithHummingbird [PORT]: https://localhost:8443, a Hummingbird application behind an edge in the same process.
//     curl --cacert edge-data/pki/local/root.crt https://localhost:8443/
import EdgeKit
import Hummingbird
import Logging
import ServiceLifecycle

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8443
let logger = Logger(label: "edge")

// The application listens on loopback, where only the edge reaches it.
let router = Router()
router.get("/") { request, _ in
    "Hello \(request.headers[values: .init("X-Forwarded-For")!].first ?? "stranger"), from Hummingbird.\n"
}
let (ports, chosen) = AsyncStream<Int>.makeStream()
let application = Application(
    router: router,
    configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in chosen.yield(channel.localAddress?.port ?? 0) },
    logger: logger)

/// Starts once the application has a port.
struct Edge: Service {
    func run() async throws {
        guard let applicationPort = await ports.first(where: { _ in true }) else { return }
        var configuration = EdgeServer.Configuration()
        configuration.listeners = try [
            .https(on: port, certificates: [.local(names: ["localhost"], in: "edge-data")])
        ]
        configuration.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "127.0.0.1", port: applicationPort)]))]
        try await EdgeServer(configuration: configuration, logger: logger).run()
    }
}

// Services stop in reverse order: the edge drains first, while the application still answers.
let group = ServiceGroup(
    services: [application, Edge()], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
try await group.run()
