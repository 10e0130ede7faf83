internal import ArgumentParser

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the running edge read its configuration again.",
        discussion: "Answers when every worker has it. A file with errors changes nothing; the errors are shown here.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var answer: AnswerOptions

    func run() async throws {
        try answer.tell { try ControlClient.ask(ReloadQuery(), at: place.controlPaths()) }
    }
}

struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Have the running edge stop gracefully.",
        discussion: "Requests in flight finish within grace_period. Answers as soon as stopping has begun.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var answer: AnswerOptions

    func run() async throws {
        try answer.tell { try ControlClient.ask(StopQuery(), at: place.controlPaths()) }
    }
}

struct DrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Close the WebSockets one by one, and take no new ones.",
        discussion: """
            Each gets Close 1012 at some time within drain_window; new ones get 503 with Retry-After. Requests go on, \
            and so does the edge. --end takes WebSockets again.
            """)

    @Flag(name: .long, help: "Take new WebSockets again.")
    var end = false

    @OptionGroup var place: PlaceOptions
    @OptionGroup var answer: AnswerOptions

    func run() async throws {
        try answer.tell { try ControlClient.ask(DrainQuery(ends: end), at: place.controlPaths()) }
    }
}

struct UpgradeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Have the running edge start the program that is now at its path, hand everything over, and drain.",
        discussion: """
            No connection is refused in between: the new process gets the listening sockets, the keys of session tickets, \
            and the control socket. If it cannot start, nothing changes, and the reason is shown here.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var answer: AnswerOptions

    func run() async throws {
        try answer.tell { try ControlClient.ask(UpgradeQuery(), at: place.controlPaths()) }
    }
}

struct MetricsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Print what the running edge counts, in Prometheus' text format.",
        discussion: "To have Prometheus fetch it, write `metrics 127.0.0.1:9100` into the global block.")

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        print(try await asking { try ControlClient.ask(MetricsQuery(), at: place.controlPaths()) }.text, terminator: "")
    }
}
