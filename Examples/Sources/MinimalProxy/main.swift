// swift run MinimalProxy: http://localhost:8000 → localhost:8080
import EdgeCore
import Logging

var configuration = EdgeServer.Configuration()
configuration.listeners = [.plaintext(on: 8000)]
configuration.sites = [.proxy(.any, to: UpstreamGroup([.tcp(host: "localhost", port: 8080)]))]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
