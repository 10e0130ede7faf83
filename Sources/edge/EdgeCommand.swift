internal import ArgumentParser

@main
struct EdgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge",
        abstract: "HTTPS in front of a self-hosted chat, with nothing to configure.",
        discussion: """
            One line in a file named Edgefile,

                chat.example.com -> localhost:8080

            and `edge run` give HTTPS, the redirect, WebSockets, limits, and honest client addresses.
            """,
        version: VersionCommand.text,
        subcommands: [
            RunCommand.self, ProxyCommand.self, DemoCommand.self, ValidateCommand.self, FormatCommand.self,
            ExplainCommand.self, ReloadCommand.self, StopCommand.self, StatusCommand.self, TrustCommand.self,
            UntrustCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )
}
