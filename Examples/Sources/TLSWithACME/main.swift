// swift run TLSWithACME NAME [UPSTREAM]: https://NAME → localhost:8080, with a certificate of Let's Encrypt.
// NAME has to lead to this machine, and ports 80 and 443 to this program. The certificate comes while it serves.
import EdgeKit
import Logging

let arguments = CommandLine.arguments.dropFirst()
guard let name = arguments.first else { fatalError("usage: TLSWithACME NAME [UPSTREAM]") }
let upstream = arguments.dropFirst().first.flatMap { UpstreamAddress($0) } ?? "localhost:8080"

var configuration = EdgeServer.Configuration()
configuration.listeners = try [
    // The folder keeps account, certificate and key: CAs limit how often they sign.
    .https(certificates: [.acme([name], in: "edge-data")]),
    .redirectToHTTPS(),
]
configuration.sites = [Site([SiteName(name)], routes: [Route(.proxy(UpstreamGroup([upstream])))])]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
