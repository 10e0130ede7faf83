internal import ArgumentParser
internal import EdgeCore

struct SocketsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ws",
        abstract: "Show the open WebSockets, or close some.",
        discussion: """
            Clients are shown by their network, /24 or /48, not by their address. --close takes an id from the list, an \
            address, or a network such as 203.0.113.0/24.
            """)

    @Flag(help: "JSON for programs.")
    var json = false

    @Flag(help: "How many are how old, instead of the list.")
    var histogram = false

    @Option(name: .long, help: ArgumentHelp("Order: age, idle, bytes, client.", valueName: "column"))
    var sort: Order = .age

    @Option(name: .long, help: ArgumentHelp("Close this one, or those of this network, with 1012.", valueName: "which"))
    var close: String?

    @Flag(name: .long, help: "Close all, at once; `edge drain` does it one by one.")
    var closeAll = false

    @OptionGroup var place: PlaceOptions

    enum Order: String, ExpressibleByArgument, CaseIterable { case age, idle, bytes, client }

    func validate() throws {
        if close != nil, closeAll { throw ValidationError("--close and --close-all exclude each other.") }
    }

    func run() async throws {
        if close != nil || closeAll { return try await closeSome() }
        let sockets = try await asking { try ControlClient.ask(SocketsQuery(), at: place.controlPaths()) }.sorted(by: sort)
        if json {
            print(try ControlCoding.line(sockets))
        } else {
            print(histogram ? SocketTable.histogram(sockets) : SocketTable.text(sockets))
        }
    }

    private func closeSome() async throws {
        let query = CloseSocketsQuery(selection: close)
        let answer = try await asking { try ControlClient.ask(query, at: place.controlPaths()) }
        print(json ? try ControlCoding.line(answer) : "closed \(answer.closed)")
        // A script that names one that is not there wants to know.
        if answer.closed == 0, close != nil { throw ExitStatus.cannotStart }
    }
}

extension [SocketEntry] {
    fileprivate func sorted(by order: SocketsCommand.Order) -> [SocketEntry] {
        switch order {
        case .age: sorted { $0.ageSeconds > $1.ageSeconds }
        case .idle: sorted { $0.idleSeconds > $1.idleSeconds }
        case .bytes: sorted { $0.bytesIn + $0.bytesOut > $1.bytesIn + $1.bytesOut }
        case .client: sorted { $0.client < $1.client }
        }
    }
}

/// `edge ws` for people.
enum SocketTable {
    static func text(_ sockets: [SocketEntry]) -> String {
        let rows = sockets.map { socket in
            [
                socket.id, socket.client, socket.host, Table.duration(socket.ageSeconds), Table.duration(socket.idleSeconds),
                ByteCount.text(socket.bytesIn), ByteCount.text(socket.bytesOut), socket.userAgent,
            ]
        }
        let list = Table.text(["ID", "CLIENT", "HOST", "AGE", "IDLE", "IN", "OUT", "USER AGENT"], rows)
        return "\(list)\n\(sockets.count) open"
    }

    /// Upper bounds in seconds, and their names.
    private static let ages = [
        (60, "up to 1m"), (600, "up to 10m"), (3600, "up to 1h"), (21_600, "up to 6h"), (86_400, "up to 1d"),
        (604_800, "up to 7d"), (Int.max, "longer"),
    ]

    static func histogram(_ sockets: [SocketEntry]) -> String {
        var lower = -1
        let rows = ages.map { bound, name in
            defer { lower = bound }
            let count = sockets.count { $0.ageSeconds > lower && $0.ageSeconds <= bound }
            let width = sockets.isEmpty ? 0 : count * 50 / sockets.count
            return [name, "\(count)", String(repeating: "▇", count: count > 0 ? max(1, width) : 0)]
        }
        return Table.text(["AGE", "OPEN", ""], rows)
    }
}
