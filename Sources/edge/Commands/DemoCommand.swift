internal import ArgumentParser
internal import EdgeCore

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A small built-in chat behind the edge, to see it work.",
        discussion: "Serves https://localhost:8443 with a certificate of the local authority until Ctrl-C.")

    @Option(name: .long, help: ArgumentHelp("Port for HTTPS.", valueName: "port"))
    var httpsPort = 8443

    @Option(name: .long, help: ArgumentHelp("Port for HTTP, which leads to HTTPS. Default: none.", valueName: "port"))
    var httpPort: Int?

    @Option(name: .long, help: ArgumentHelp("Data-plane threads. Default: one per core.", valueName: "n"))
    var workers: Int?

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        do {
            let chat = try DemoChat()
            let options = try ServeOptions.parse(["--log-level", "warning"])
            let logger = options.makeLogger()
            let materials = CertificateMaterials(dataFolder: try place.dataFolder())
            let source = ConfigurationSource(name: "edge demo") { [self] in try plan(chat, materials) }
            var process = EdgeProcess(source: source, materials: materials, logger: logger, controlPath: nil)
            process.onReady = { [self] in Terminal.print(welcome(at: $0)) }
            try await process.run()
            await chat.close()
        } catch {
            try fail(error)
        }
    }

    /// The chat in place of an upstream, behind the same listeners as ever.
    private func plan(_ chat: DemoChat, _ materials: CertificateMaterials) throws -> EdgePlan {
        let redirect = httpPort == nil ? "{\n\tauto_https disable_redirects\n}\n" : ""
        let addresses = "https://localhost:\(httpsPort), https://127.0.0.1:\(httpsPort)"
        let text = redirect + addresses + " {\n\tbind 127.0.0.1\n\trespond demo\n}\n"
        let overrides = Overrides(httpPort: httpPort ?? 80, httpsPort: httpsPort, workers: workers)
        var plan = try ConfigurationSource.text(text, named: "edge demo", overrides, materials).load()
        plan.server.sites = plan.server.sites.map { site in
            Site(site.names, on: site.listeners, routes: chat.routes, bodyBytes: site.bodyBytes, isLogged: false)
        }
        return plan
    }

    private func welcome(at addresses: [ListeningAddress]) -> String {
        let port = addresses.first { $0.isEncrypted }?.port ?? httpsPort
        return """

              A chat is served at   https://localhost:\(port)

              Open it in two tabs and write something: they talk over wss://localhost:\(port)/ws.
              The certificate is from this machine's own authority. Until your browser trusts it, it will warn;
              `edge trust` installs the root (and `edge untrust` takes it out again).

              Then try
                curl --cacert \(rootPath) https://localhost:\(port)/api/health
                edge proxy chat.example.com localhost:8080      your chat instead of this one
                edge help                                       the rest

              Ctrl-C stops it.

            """
    }

    private var rootPath: String { ((try? place.dataFolder()) ?? "") + "/pki/local/root.crt" }
}
