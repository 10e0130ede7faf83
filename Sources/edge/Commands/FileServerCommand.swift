internal import ArgumentParser

struct FileServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "file-server",
        abstract: "Serve a folder: edge file-server --root public --listen localhost:8443",
        discussion: "Over HTTPS where the address has a name. The same as an Edgefile with root and file_server.")

    @Option(name: .long, help: ArgumentHelp("The folder.", valueName: "dir"))
    var root = "."

    @Option(
        name: .long, help: ArgumentHelp("Where clients come: files.example.com, localhost:8443, :8080.", valueName: "address"))
    var listen = ":8080"

    @Flag(name: .long, help: "List folders that have no index.")
    var browse = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var serve: ServeOptions

    func run() async throws {
        do {
            let logger = serve.makeLogger()
            let data = try place.dataFolder()
            let materials = CertificateMaterials(dataFolder: data)
            let overrides = Overrides(httpPort: serve.httpPort, httpsPort: serve.httpsPort, workers: serve.workers)
            let source = ConfigurationSource.text(edgefile, named: "edge file-server", overrides, materials)
            let control = try ControlPath.own(option: place.control, data: data, environment: .process)
            try await EdgeProcess(source: source, materials: materials, logger: logger, controlPath: control).run()
        } catch {
            try fail(error)
        }
    }

    /// What a file would hold.
    var edgefile: String {
        """
        \(EdgefileWord.quoted(listen)) {
        \troot * \(EdgefileWord.quoted(root))
        \tencode gzip
        \tfile_server\(browse ? " browse" : "") {
        \t\tprecompressed br gzip
        \t}
        }

        """
    }
}
