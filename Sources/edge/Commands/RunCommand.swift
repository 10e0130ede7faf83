internal import ArgumentParser

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve what the Edgefile says, in the foreground.",
        discussion: """
            Signals: TERM and INT stop gracefully, a second one at once; QUIT at once; HUP and USR1 reload; USR2 opens \
            logs again.
            """)

    @OptionGroup var file: FileOptions
    @Flag(help: "Reload whenever a file of the configuration changes.")
    var watch = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var serve: ServeOptions

    func run() async throws {
        do {
            let logger = serve.makeLogger()
            let data = try place.dataFolder()
            let materials = CertificateMaterials(dataFolder: data)
            let overrides = Overrides(httpPort: serve.httpPort, httpsPort: serve.httpsPort, workers: serve.workers)
            let source = ConfigurationSource.file(try file.path(), overrides, materials)
            let control = try ControlPath.own(option: place.control, data: data, environment: .process)
            var process = EdgeProcess(source: source, materials: materials, logger: logger, controlPath: control)
            process.takesOver = serve.takeOver
            process.watches = watch
            try await process.run()
        } catch {
            try fail(error)
        }
    }
}
