// swift run TLSWithACME NAME [UPSTREAM]: https://NAME → localhost:8080, with a certificate of Let's Encrypt.
// NAME has to lead to this machine, and ports 80 and 443 to this program. The certificate comes while it serves.
//
// swift run TLSWithACME NAME UPSTREAM PORT DIRECTORY ROOTS: from another CA, such as one for tests, on another port than 443.
import EdgeKit
import Logging

let arguments = Array(CommandLine.arguments.dropFirst())
guard let name = arguments.first else { fatalError("usage: TLSWithACME NAME [UPSTREAM [PORT DIRECTORY ROOTS]]") }
let upstream = arguments.dropFirst().first.flatMap { UpstreamAddress($0) } ?? "localhost:8080"

var authority = ACMEAuthority.letsEncrypt()
var port = 443
if arguments.count == 5, let other = Int(arguments[2]) {
    port = other
    authority = ACMEAuthority(directory: arguments[3])
    authority.rootsFile = arguments[4]
}

var configuration = EdgeServer.Configuration()
configuration.listeners = try [
    // The folder keeps account, certificate and key: CAs limit how often they sign.
    .https(on: port, certificates: [.acme([name], from: authority, in: "edge-data")]),
    .redirectToHTTPS(on: port == 443 ? 80 : 0),
]
configuration.sites = [Site([SiteName(name)], routes: [Route(.proxy(UpstreamGroup([upstream])))])]
try await EdgeServer(configuration: configuration, logger: Logger(label: "edge")).run()
