import Glibc

/// Where the Edgefile is when nobody says: `./Edgefile`, else `/etc/edge/Edgefile`.
enum EdgefileLocation {
    struct Missing: Error, CustomStringConvertible {
        var description: String {
            """
            there is no Edgefile here, and none at \(system). One line is enough:

                chat.example.com -> localhost:8080

            Write it into a file named Edgefile, or name a file with --config, or do without one:

                edge proxy chat.example.com localhost:8080
            """
        }
    }

    static let system = "/etc/edge/Edgefile"

    static func path(option: String?) throws -> String {
        if let option { return option }
        for path in ["Edgefile", system] where unsafe access(path, F_OK) == 0 { return path }
        throw Missing()
    }
}
