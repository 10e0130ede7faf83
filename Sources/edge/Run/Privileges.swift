internal import ArgumentParser
internal import CLinux
internal import Edgefile
import Glibc

/// What `user NAME` asks for: started as root, the process becomes that user before it has a second thread, and keeps nothing of
/// root's but the right to listen below port 1024.
///
/// All else, from the folder for keys to logs, is opened as the user: what a reload, a renewal or an upgrade needs later is known
/// to work when it worked at the start.
enum Privileges {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Gives root's rights up if the command that these words are is to serve as someone else.
    ///
    /// - Throws: `Failure`. What is wrong with the words or the file is told by the command itself, later.
    static func dropIfAsked(_ words: [String]) throws {
        guard geteuid() == 0, let command = try? EdgeCommand.parseAsRoot(words) as? RunCommand,
            let name = user(of: command)
        else { return }
        guard let account = Account(name) else { throw Failure(description: "user \(name): there is no such user here") }
        guard account.user != 0 else { return }
        try prepare(account, data: command.place.data)
        let status = unsafe edge_become(account.name, account.user, account.group)
        guard status == 0 else {
            throw Failure(
                description: "user \(name): the process could not become it: \(unsafe String(cString: strerror(status)))")
        }
    }

    private static func user(of command: RunCommand) -> String? {
        guard let path = try? command.file.path(), let bytes = try? EdgefileReader.bytes(of: path),
            let document = try? EdgefileReader.parse(bytes, named: path).get()
        else { return nil }
        return document.options.user?.value
    }

    /// Root's home is no place for another user's things.
    private static func prepare(_ account: Account, data: String?) throws {
        unsafe setenv("HOME", account.home, 1)
        unsafe unsetenv("XDG_DATA_HOME")
        let folder = try DataPath.path(option: data, environment: .process)
        var status = stat()
        if unsafe stat(folder, &status) != 0 {
            try makeFolder(folder, for: account)
        } else if status.st_uid != account.user {
            let owner = Account("\(status.st_uid)")?.name ?? "\(status.st_uid)"
            throw Failure(
                description: "user \(account.name): the folder for keys, \(folder), belongs to \(owner); hand it over with "
                    + "`chown -R \(account.name) \(folder)`, or name another with --data")
        }
    }

    private static func makeFolder(_ path: String, for account: Account) throws {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        // Folders above it are whoever's they are; one in the user's own home the user makes.
        guard unsafe mkdir(path, 0o700) == 0 else {
            guard errno == ENOENT else {
                throw Failure(description: "the folder \(path) could not be made: \(unsafe String(cString: strerror(errno)))")
            }
            guard path.hasPrefix(account.home + "/") else {
                throw Failure(description: "the folder \(path) could not be made: there is no /\(parent)")
            }
            return
        }
        guard unsafe chown(path, account.user, account.group) == 0 else {
            throw Failure(description: "the folder \(path) could not be given to \(account.name)")
        }
    }

    // MARK: While it runs

    /// - Throws: where the plan wants another user than this process has become.
    static func check(_ plan: EdgePlan) throws {
        guard let name = plan.user else { return }
        guard let account = Account(name) else { throw Failure(description: "user \(name): there is no such user here") }
        guard account.user == geteuid() else {
            let own = Account("\(geteuid())")?.name ?? "\(geteuid())"
            throw Failure(
                description: "user \(name): this process runs as \(own), for good; start it again as root, or as \(name)")
        }
    }
}

/// An entry of the system's users.
struct Account {
    let name: String
    let user: UInt32
    let group: UInt32
    let home: String

    /// By name, or by number.
    init?(_ name: String) {
        var (user, group) = (UInt32(0), UInt32(0))
        var (login, home) = ([CChar](repeating: 0, count: Self.room), [CChar](repeating: 0, count: Self.room))
        let found = unsafe edge_find_user(name, &user, &group, &login, &home, Int32(Self.room))
        guard found == 0 else { return nil }
        self.name = Self.text(login)
        self.user = user
        self.group = group
        self.home = Self.text(home)
    }

    private static let room = 4096

    private static func text(_ room: [CChar]) -> String {
        String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
