internal import EdgeTLS
import Glibc

/// The folder for keys and certificates, as an absolute path.
enum DataPath {
    struct Missing: Error, CustomStringConvertible {
        var description: String { "neither --data nor $EDGE_DATA nor $HOME says where to keep certificates" }
    }

    static func path(option: String?, environment: Environment) throws -> String {
        guard let path = DataFolder.locate(option, environment: { environment[$0] }) else { throw Missing() }
        guard !path.hasPrefix("/"), let current = unsafe getcwd(nil, 0) else { return path }
        defer { unsafe free(current) }
        return "\(unsafe String(cString: current))/\(path)"
    }
}
