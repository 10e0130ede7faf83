internal import EdgeCore
internal import EdgeTLS

/// What `edge doctor` looks at.
struct DoctorTarget: Sendable {
    struct Malformed: Error, CustomStringConvertible {
        let text: String
        var description: String { "\"\(text)\" is no name; write chat.example.com, or https://chat.example.com:8443" }
    }

    let host: String
    let httpsPort: Int
    var httpPort = 80
    /// Instead of what DNS says.
    var address: SocketAddress?
    var roots: TrustRoots?
    var healthPath = "/api/health"
    var socketPath = "/ws"
    var uploadPath = "/api/files/upload"
    /// The chat server as the edge on this machine reaches it.
    var upstream = "localhost:8080"

    init(_ text: String) throws {
        var rest = text[...]
        if rest.hasPrefix("https://") { rest = rest.dropFirst(8) }
        rest = rest.prefix { $0 != "/" }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty, parts.count <= 2, !name.contains("*"),
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") })
        else { throw Malformed(text: text) }
        guard let port = parts.count == 2 ? Int(parts[1]) : 443, (1...65535).contains(port) else { throw Malformed(text: text) }
        host = name.lowercased()
        httpsPort = port
    }

    var isPlainPort: Bool { httpsPort == 443 }
    /// As a Host field has it.
    var authority: String { isPlainPort ? host : "\(host):\(httpsPort)" }
}
