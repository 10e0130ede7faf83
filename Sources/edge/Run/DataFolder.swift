import Glibc

/// Where keys and certificates are kept: `--data`, `$EDGE_DATA`, `$STATE_DIRECTORY`, `$XDG_DATA_HOME/edge`,
/// `~/.local/share/edge`.
enum DataFolder {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func path(option: String?, environment: Environment) throws -> String {
        if let path = option ?? environment["EDGE_DATA"] { return absolute(path) }
        // systemd lists several, separated by colons.
        if let path = environment["STATE_DIRECTORY"]?.split(separator: ":").first { return String(path) }
        if let path = environment["XDG_DATA_HOME"] { return "\(path)/edge" }
        guard let home = environment["HOME"] else {
            throw Failure(description: "neither --data nor $EDGE_DATA nor $HOME says where to keep certificates")
        }
        return "\(home)/.local/share/edge"
    }

    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let current = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(current) }
        return "\(unsafe String(cString: current))/\(path)"
    }
}
