internal import ArgumentParser

struct ProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Serve one site without a file: edge proxy chat.example.com localhost:8080",
        discussion: "The same as one line of an Edgefile. --from and --to name the same as the two arguments.",
        aliases: ["reverse-proxy"])

    @Argument(
        help: ArgumentHelp(
            "Where clients come: chat.example.com, localhost:8443, :8080, http://example.com.", valueName: "address"))
    var address: String?

    @Argument(
        help: ArgumentHelp(
            "Where requests go: localhost:8080, https://10.0.0.2, unix//run/chat.sock.", valueName: "upstream"))
    var upstreams: [String] = []

    @Option(name: .long, help: ArgumentHelp("The address, for hands that know Caddy.", valueName: "address"))
    var from: String?

    @Option(name: .long, help: ArgumentHelp("An upstream; may be given several times.", valueName: "upstream"))
    var to: [String] = []

    @Option(name: .long, help: ArgumentHelp("Certificate with its chain, PEM.", valueName: "file"))
    var cert: String?

    @Option(name: .long, help: ArgumentHelp("Private key, PEM.", valueName: "file"))
    var key: String?

    @Flag(name: .long, help: "Certificates from the local authority, whatever the name.")
    var internalCerts = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var serve: ServeOptions

    func validate() throws {
        if (cert == nil) != (key == nil) { throw ValidationError("--cert and --key belong together.") }
        if cert != nil, internalCerts { throw ValidationError("--internal-certs and --cert exclude each other.") }
        let (addresses, targets) = sides
        if addresses.isEmpty { throw ValidationError("Where do clients come? edge proxy chat.example.com localhost:8080") }
        if targets.isEmpty { throw ValidationError("Where do requests go? edge proxy \(addresses[0]) localhost:8080") }
    }

    /// With `--from` given, every argument is an upstream.
    private var sides: (addresses: [String], upstreams: [String]) {
        let arguments = [address].compactMap(\.self) + upstreams
        guard let from else { return (Array(arguments.prefix(1)), arguments.dropFirst() + to) }
        return ([from], arguments + to)
    }

    func run() async throws {
        do {
            let logger = serve.makeLogger()
            let data = try place.dataFolder()
            let materials = CertificateMaterials(dataFolder: data)
            let overrides = Overrides(
                httpPort: serve.httpPort, httpsPort: serve.httpsPort, workers: serve.workers,
                usesLocalCertificates: internalCerts)
            let source = ConfigurationSource.text(edgefile, named: "edge proxy", overrides, materials)
            let control = try ControlPath.own(option: place.control, data: data, environment: .process)
            var process = EdgeProcess(source: source, materials: materials, logger: logger, controlPath: control)
            process.takesOver = serve.takeOver
            try await process.run()
        } catch {
            try fail(error)
        }
    }

    /// The line that a file would hold.
    var edgefile: String {
        let (addresses, targets) = sides
        let line = [addresses, targets].map { $0.map(EdgefileWord.quoted).joined(separator: ", ") }.joined(separator: " -> ")
        guard let cert, let key else { return line + "\n" }
        return "\(line) {\n\ttls \(EdgefileWord.quoted(cert)) \(EdgefileWord.quoted(key))\n}\n"
    }
}
