internal import ArgumentParser
internal import CLinux
internal import EdgeCore
import Glibc

struct HashPasswordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash-password", abstract: "Print the hash of a password, for `basic_auth`.",
        discussion: "Asks for the password twice on a terminal; else reads one line of standard input.")

    @Option(name: .shortAndLong, help: "The password. Other users of this machine can see it while the command runs.")
    var plaintext: String?

    @Option(name: .shortAndLong, help: "The method; bcrypt is the one there is.")
    var algorithm = "bcrypt"

    @Option(
        help: "How long a guess takes: each step doubles it, 12 is about a quarter of a second. From 4 to 16.")
    var cost = 12

    func validate() throws {
        guard algorithm == "bcrypt" else { throw ValidationError("there is no password hash \"\(algorithm)\"; write bcrypt") }
        guard PasswordHash.costs.contains(cost) else {
            let costs = PasswordHash.costs
            throw ValidationError("a cost of \(cost) is not between \(costs.lowerBound) and \(costs.upperBound)")
        }
    }

    func run() throws {
        do {
            let password = Array(try (plaintext ?? ask()).utf8)
            guard !password.isEmpty else { throw HashPasswordError.empty }
            guard password.count <= PasswordHash.bcryptBytes else { throw HashPasswordError.tooLong(password.count) }
            guard let hash = PasswordHash.bcrypt(password, cost: cost) else { throw HashPasswordError.refused }
            Terminal.print(hash)
        } catch { try fail(error) }
    }

    private func ask() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() ?? "" }
        let first = secret("Password: ")
        guard secret("Again: ") == first else { throw HashPasswordError.different }
        return first
    }

    /// A line that the terminal does not show.
    private func secret(_ prompt: String) -> String {
        Terminal.write(prompt)
        _ = edge_show_typing(STDIN_FILENO, 0)
        defer {
            _ = edge_show_typing(STDIN_FILENO, 1)
            Terminal.write("\n")
        }
        return readLine() ?? ""
    }
}

/// Why there is no hash.
enum HashPasswordError: Error, CustomStringConvertible {
    case empty
    case tooLong(Int)
    case different
    case refused

    var description: String {
        switch self {
        case .empty: "the password is empty"
        case .tooLong(let count):
            "the password has \(count) bytes; bcrypt would look at the first \(PasswordHash.bcryptBytes) alone"
        case .different: "these are two different passwords"
        case .refused: "crypt(3) makes no hash of this password; it has a zero byte in it, perhaps"
        }
    }
}
