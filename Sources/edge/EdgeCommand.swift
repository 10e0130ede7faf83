internal import ArgumentParser
internal import EdgeTLS
import Glibc

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
            RunCommand.self, ProxyCommand.self, FileServerCommand.self, DemoCommand.self,
            ValidateCommand.self, FormatCommand.self,
            ExplainCommand.self, ReloadCommand.self, StopCommand.self, StatusCommand.self, SocketsCommand.self,
            DrainCommand.self, UpgradeCommand.self, MetricsCommand.self, DoctorCommand.self, CertificatesCommand.self,
            TrustCommand.self, UntrustCommand.self, HashPasswordCommand.self, VersionCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )

    /// A word that is no command would be taken for an argument of `run`, the command that is meant where none is named.
    static func main() async {
        HeapKeeper.settleHeaps()
        TLSLibrary.keepFreeBlocks()
        let words = CommandLine.arguments.dropFirst()
        let subcommands = configuration.subcommands.map { $0.configuration }
        let commands = subcommands.compactMap { $0.commandName }
        let known = commands + subcommands.flatMap { $0.aliases } + ["help"]
        if let word = words.first, !word.hasPrefix("-"), !known.contains(word) {
            Terminal.error("there is no command `\(word)`; there are \(commands.joined(separator: ", "))")
            Glibc.exit(ExitStatus.wrongCommandLine.rawValue)
        }
        do { try Privileges.dropIfAsked(Array(words)) } catch {
            Terminal.error("\(error)")
            Glibc.exit(ExitStatus.cannotStart.rawValue)
        }
        await main(Array(words))
    }
}
