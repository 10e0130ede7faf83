internal import ArgumentParser

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the running edge read its configuration again.",
        discussion: "Answers when every worker has it. A file with errors changes nothing; the errors are shown here.")

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let reply = try await asking { try ControlClient.ask(.reload, at: place.controlPaths()) }
        print(reply.message ?? "reloaded")
    }
}

struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Have the running edge stop gracefully.",
        discussion: "Requests in flight finish within grace_period. Answers as soon as stopping has begun.")

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let reply = try await asking { try ControlClient.ask(.stop, at: place.controlPaths()) }
        print(reply.message ?? "stopping")
    }
}

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the running edge serves, and how it is.")

    @OptionGroup var place: PlaceOptions

    @Flag(help: "JSON for programs.")
    var json = false

    @Flag(help: "Print nothing; exit 0 if an edge is running, 1 if not: for a container's health check.")
    var check = false

    func run() async throws {
        do {
            guard let status = try ControlClient.ask(.status, at: place.controlPaths()).status else { throw ExitCode(1) }
            if !check { print(json ? try ControlCoding.line(status) : StatusTable.text(of: status)) }
        } catch where check {
            throw ExitCode(1)
        } catch {
            try fail(error)
        }
    }
}

/// `edge status` for people.
enum StatusTable {
    static func text(of status: EdgeStatus) -> String {
        let byWorker = status.connectionsByWorker.map(String.init).joined(separator: " ")
        let rows: [(String, String)] = [
            ("version", status.version),
            ("process", "\(status.processIdentifier), up \(duration(status.uptimeSeconds))"),
            ("configuration", status.configuration),
            ("listening", status.addresses.joined(separator: ", ")),
            ("sites", status.sites.joined(separator: ", ")),
            ("connections", "\(status.connections) (by worker: \(byWorker))"),
            ("open sockets", "\(status.openSockets)"),
            ("requests", "\(status.requests)"),
        ]
        return rows.map { $0.0.padded(to: 15) + $0.1 }.joined(separator: "\n")
    }

    /// `3d 4h`, `4h 5m`, `5m 6s`: the two largest units.
    static func duration(_ seconds: Int) -> String {
        let parts = [(seconds / 86400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        let shown = parts.drop { $0.0 == 0 }.prefix(2)
        return shown.isEmpty ? "0s" : shown.map { "\($0.0)\($0.1)" }.joined(separator: " ")
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
