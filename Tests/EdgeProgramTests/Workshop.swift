import Foundation
import Synchronization

/// A folder of a test's own, and the programs that are tried in it.
final class Workshop: Sendable {
    let folder: String
    private let children = Mutex<[Child]>([])
    private let successors = Mutex<[Int32]>([])

    init() throws {
        folder = NSTemporaryDirectory() + "edge-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    }

    deinit {
        for process in successors.withLock({ $0 }) { kill(process, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends with the test at the latest: an edge that another one has started.
    func end(_ process: Int32) { successors.withLock { $0.append(process) } }

    /// The program, beside the test bundle that is running.
    static let edge: String = {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        let folders = [bundle, CommandLine.arguments[0], Bundle.main.executablePath ?? ""].map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().path
        }
        let found = folders.map { $0 + "/edge" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        return found ?? FileManager.default.currentDirectoryPath + "/.build/debug/edge"
    }()

    static let clients = String(#filePath.dropLast("Workshop.swift".count)) + "Clients/"
    /// Debian's: the one that has the packaged modules.
    static let python = "/usr/bin/python3"

    func path(_ name: String) -> String { folder + "/" + name }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    /// Environment in which the edge keeps its things here.
    var environment: [String: String] {
        [
            "HOME": folder, "EDGE_DATA": path("data"), "EDGE_CONTROL": path("edge.sock"), "XDG_DATA_HOME": "",
            "STATE_DIRECTORY": "", "RUNTIME_DIRECTORY": "",
        ]
    }

    /// A certificate and its key, `cert.pem` and `key.pem`, for these names; signed by itself.
    func makeCertificate(_ names: [String], key: String = "ec", prefix: String = "") async throws {
        let alternatives = names.map { "DNS:\($0)" }.joined(separator: ",")
        let kind = key == "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"] : ["-newkey", "rsa:2048"]
        let result = try await Child.run(
            "/usr/bin/openssl",
            ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=\(names[0])", "-addext", "subjectAltName=\(alternatives)"]
                + kind + ["-keyout", path(prefix + "key.pem"), "-out", path(prefix + "cert.pem")])
        guard result.status == 0 else { throw Child.Failure(description: result.output) }
    }

    /// Starts a program that ends with the test at the latest.
    func start(_ path: String, _ arguments: [String], environment extra: [String: String] = [:]) throws -> Child {
        let child = try Child(path, arguments, environment: environment.merging(extra) { $1 }, folder: folder)
        children.withLock { $0.append(child) }
        return child
    }

    /// Starts the edge on ports of its own and waits until it listens.
    ///
    /// - Parameters:
    ///   - descriptors: the most that it may have open; `nil` for as many as this process.
    ///   - ports: where others have been told that it will listen.
    ///   - disk: the size of a disk of its own for its data folder, such as `256k`; it is seen below `/proc/PID/root`.
    func startEdge(
        _ arguments: [String], descriptors: Int? = nil, ports given: (https: Int, http: Int)? = nil, disk: String? = nil
    ) async throws -> EdgeChild {
        let (https, http) = given ?? (Self.freePort(), Self.freePort())
        let ports = ["--https-port", "\(https)", "--http-port", "\(http)"]
        let limit = descriptors.map { "ulimit -n \($0); " } ?? ""
        let mount = disk.map { "mount -t tmpfs -o size=\($0) none '\(path("data"))' && " } ?? ""
        let run = mount + #"exec "$0" "$@""#
        let script = limit + (disk == nil ? run : #"exec unshare -rm /bin/sh -c '\#(run.replacing("'", with: #"'"'"'"#))' "$0" "$@""#)
        let child = try start("/bin/sh", ["-c", script, Self.edge] + arguments + ports)
        _ = try await child.line { $0.contains(arguments[0] == "demo" ? "A chat is served" : #""message":"ready""#) }
        return EdgeChild(child: child, https: https, http: http)
    }

    /// Runs a command of the edge to its end.
    func runEdge(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        try await Child.run(Self.edge, arguments, environment: environment, folder: folder)
    }

    /// An open WebSocket of the site that `cert.pem` is for.
    func openSocket(_ path: String, at edge: EdgeChild) async throws -> Child {
        let url = "wss://chat.example.com:\(edge.https)\(path)"
        let socket = try start(Self.python, [Self.clients + "long_websocket.py", url, self.path("cert.pem"), "127.0.0.1"])
        _ = try await socket.line { $0 == "open" }
        return socket
    }

    /// Starts the stand-in for a chat server.
    func startUpstream() async throws -> UpstreamChild {
        let child = try start(Self.python, [Self.clients + "upstream.py"])
        let ports = try await child.line { $0.contains(" ") }.split(separator: " ").compactMap { Int($0) }
        return UpstreamChild(child: child, http: ports[0], webSocket: ports[1])
    }

    private static let givenPorts = Mutex<Set<Int>>([])

    /// A port that nobody uses, below the range that the kernel gives to clients, so that it stays free until it is used; to no
    /// two tests the same, not even to try whether it is free.
    static func freePort() -> Int {
        while true {
            let port = Int.random(in: 10_000..<32_000)
            guard givenPorts.withLock({ $0.insert(port).inserted }) else { continue }
            // Or a child that is started at this moment keeps the port taken for as long as it lives.
            let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(port).bigEndian
            let isFree = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
                }
            }
            if isFree { return port }
        }
    }

    /// A connection that stays open until its descriptor is closed.
    static func connect(to port: Int) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }

    func curl(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        try await Child.run("/usr/bin/curl", ["--silent", "--show-error", "--max-time", "60"] + arguments)
    }
}

/// A running edge.
struct EdgeChild: Sendable {
    let child: Child
    let https: Int
    let http: Int

    /// Seconds of processor time that it has used.
    var processorTime: Double {
        let line = (try? String(contentsOfFile: "/proc/\(child.identifier)/stat", encoding: .utf8)) ?? ""
        let fields = line.split(separator: " ")
        guard fields.count > 15, let user = Double(fields[13]), let system = Double(fields[14]) else { return .infinity }
        return (user + system) / 100
    }

    /// The largest amount of memory that it ever held, in MiB.
    var peakMemory: Double { memory("VmHWM") }

    /// Memory that it holds and that is no file's, in MiB.
    var heldMemory: Double { memory("RssAnon") }

    var descriptors: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(child.identifier)/fd").count }
    }

    private func memory(_ name: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(child.identifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return Double(line.filter(\.isNumber)).map { $0 / 1024 } ?? .infinity
    }
}

struct UpstreamChild: Sendable {
    let child: Child
    let http: Int
    let webSocket: Int
}
