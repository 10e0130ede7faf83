internal import ArgumentParser

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
            let status = try ControlClient.ask(StatusQuery(), at: place.controlPaths())
            if !check { print(json ? try ControlCoding.line(status) : StatusTable.text(of: status)) }
        } catch where check {
            throw ExitStatus.cannotStart
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
            ("process", "\(status.processIdentifier), up \(Table.duration(status.uptimeSeconds))"),
            ("configuration", status.configuration),
            ("listening", status.addresses.joined(separator: ", ")),
            ("connections", "\(status.connections) (by worker: \(byWorker))"),
            ("open sockets", "\(status.openSockets)\(status.refusesSockets ? ", draining: no new ones" : "")"),
            ("requests", "\(status.requests)"),
        ]
        let sites = status.sites.map { [$0.url, $0.target, $0.certificate ?? "–"] }
        let upstreams = status.upstreams.map { upstream in
            [upstream.name, upstream.isAway ? "away" : "up", "\(upstream.open)", "\(upstream.idle)", "\(upstream.held)"]
        }
        var text = rows.map { $0.0.padded(to: 15) + $0.1 }.joined(separator: "\n")
        text += "\n\n" + Table.text(["SITE", "GOES TO", "CERTIFICATE"], sites)
        if !upstreams.isEmpty {
            text += "\n\n" + Table.text(["UPSTREAM", "STATE", "OPEN", "IDLE", "HELD"], upstreams)
        }
        return text
    }
}
