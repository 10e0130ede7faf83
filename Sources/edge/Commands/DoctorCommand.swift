internal import ArgumentParser
internal import EdgeCore
internal import EdgeTLS

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at a site as a client would, and say in words what is wrong and what to do.",
        discussion: """
            DNS, ports, certificate, redirect, protocols, health, WebSocket, upload, HSTS, and the way to the chat server. \
            Exits 1 when something is broken. It asks from where it is run: run it from outside too.
            """)

    @Argument(help: ArgumentHelp("chat.example.com, or https://chat.example.com:8443.", valueName: "address"))
    var address: String

    @Flag(help: "JSON for programs.")
    var json = false

    @Option(name: .long, help: ArgumentHelp("Connect there instead of asking DNS.", valueName: "ip"))
    var resolve: String?

    @Option(name: .long, help: ArgumentHelp("Port for HTTP.", valueName: "port"))
    var httpPort = 80

    @Option(name: .long, help: ArgumentHelp("Roots to believe instead of the system's, PEM.", valueName: "file"))
    var ca: String?

    @Option(name: .long, help: ArgumentHelp("The chat server as it is reached from here.", valueName: "host:port"))
    var upstream = "localhost:8080"

    @Option(name: .long, help: ArgumentHelp("Where the chat server tells its health.", valueName: "path"))
    var healthPath = "/api/health"

    @Option(name: .long, help: ArgumentHelp("Where its WebSocket is.", valueName: "path"))
    var socketPath = "/ws"

    @Option(name: .long, help: ArgumentHelp("Where it takes files.", valueName: "path"))
    var uploadPath = "/api/files/upload"

    func validate() throws {
        if let resolve, SocketAddress(literal: resolve) == nil {
            throw ValidationError("--resolve takes an IPv4 or IPv6 address.")
        }
        if !(1...65535).contains(httpPort) { throw ValidationError("\(httpPort) is no port.") }
    }

    func run() throws {
        do {
            let findings = try Doctor(target: try target()).findings()
            print(json ? try ControlCoding.line(findings) : findings.map(\.text).joined(separator: "\n"))
            if findings.contains(where: { $0.verdict == .problem }) { throw ExitStatus.cannotStart }
        } catch {
            try fail(error)
        }
    }

    private func target() throws -> DoctorTarget {
        var target = try DoctorTarget(address)
        target.address = resolve.flatMap { SocketAddress(literal: $0) }
        target.httpPort = httpPort
        target.roots = try ca.map { try TrustRoots.file($0) }
        target.upstream = upstream
        target.healthPath = healthPath
        target.socketPath = socketPath
        target.uploadPath = uploadPath
        return target
    }
}
