internal import CLinux
import Glibc

/// File systems that do not outlive a restart: an edge that finds its folder empty at each start orders anew each time, until
/// the CA has had enough.
enum FleetingFolder {
    /// What loses the folder, in words; `nil` for one that stays. Of a folder that is not there yet its parent is asked.
    static func reason(_ path: String) -> String? {
        var status = statfs()
        var path = path
        while unsafe statfs(path, &status) != 0 {
            guard errno == ENOENT, path != "/", !path.isEmpty else { return nil }
            let parent = path.split(separator: "/").dropLast().joined(separator: "/")
            path = path.hasPrefix("/") ? "/" + parent : parent.isEmpty ? "." : parent
        }
        // linux/magic.h
        switch UInt32(truncatingIfNeeded: status.f_type) {
        case 0x0102_1994, 0x8584_58F6: return "it is in memory (tmpfs), which a restart of the machine empties"
        case 0x794C_7630: return "it is in a container's layer (overlay), which goes with the container: mount a volume there"
        default: return nil
        }
    }
}
