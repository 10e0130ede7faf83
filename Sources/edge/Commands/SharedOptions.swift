public import ArgumentParser
public import Logging

/// Where the edge keeps its things.
struct PlaceOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Folder for keys and certificates.", valueName: "dir"))
    var data: String?

    @Option(name: .long, help: ArgumentHelp("Path of the control socket.", valueName: "path"))
    var control: String?

    func dataFolder() throws -> String {
        try DataPath.path(option: data, environment: .process)
    }

    func controlPaths() throws -> [String] {
        try ControlPath.candidates(option: control, data: dataFolder(), environment: .process)
    }
}

/// How the running edge listens and talks.
struct ServeOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Data-plane threads. Default: one per core.", valueName: "n"))
    var workers: Int?

    @Option(name: .long, help: ArgumentHelp("Port for HTTP. Default: 80.", valueName: "port"))
    var httpPort: Int?

    @Option(name: .long, help: ArgumentHelp("Port for HTTPS. Default: 443.", valueName: "port"))
    var httpsPort: Int?

    @Flag(
        name: .long,
        help: "Take over from the edge that runs with the same control socket: its listeners, then its clients, as it drains.")
    var takeOver = false

    @Option(
        name: .long,
        help: ArgumentHelp("Least important events to log: debug, info, notice, warning, error.", valueName: "level"))
    var logLevel: Logger.Level = .info

    func validate() throws {
        if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers takes 1 to 1024.") }
        for port in [httpPort, httpsPort].compactMap(\.self) where !(0...65535).contains(port) {
            throw ValidationError("\(port) is no port; ports are 0 to 65535.")
        }
    }

    func makeLogger() -> Logger {
        LoggingSystem.bootstrap { _ in EventLogHandler(level: logLevel) }
        return Logger(label: "edge")
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}

/// Which Edgefile.
struct FileOptions: ParsableArguments {
    @Option(
        name: [.long, .short],
        help: ArgumentHelp("The Edgefile. Default: ./Edgefile, else /etc/edge/Edgefile.", valueName: "file"))
    var config: String?

    func path(_ argument: String? = nil) throws -> String { try EdgefileLocation.path(option: argument ?? config) }
}
