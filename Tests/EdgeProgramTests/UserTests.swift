import Foundation
import Testing

/// `user NAME`: what is left of root.
@Suite("A user of its own", .enabled(if: geteuid() == 0, "only root can become someone else"))
struct UserTests {
    private static let nobody: UInt32 = 65534
    private let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        unsafe chmod(workshop.folder, 0o755)
        try FileManager.default.removeItem(atPath: workshop.path("data"))
        // The control socket lies in a folder that the user may write to.
        try FileManager.default.createDirectory(atPath: workshop.path("run"), withIntermediateDirectories: false)
        unsafe chown(workshop.path("run"), Self.nobody, Self.nobody)
        try write(user: "nobody")
    }

    private func write(user: String, answer: String = "here") throws {
        try workshop.write("{\n\tuser \(user)\n}\nchat.internal {\n\trespond \"\(answer)\"\n}\n", to: "Edgefile")
    }

    private var control: String { workshop.path("run/edge.sock") }

    private func start() async throws -> EdgeChild { try await workshop.startEdge(["run", "--control", control]) }

    private func ask(_ edge: EdgeChild) async throws -> String {
        try await workshop.curl(
            ["-k", "--resolve", "chat.internal:\(edge.https):127.0.0.1", "https://chat.internal:\(edge.https)/"]
        ).output
    }

    /// Lines of every thread's status.
    private func statuses(of process: Int32) throws -> [[String: String]] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").map { thread in
            let text = try String(contentsOfFile: "/proc/\(process)/task/\(thread)/status", encoding: .utf8)
            let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
                let parts = line.split(separator: ":", maxSplits: 1)
                return parts.count == 2 ? (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)) : nil
            }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }

    private func expectNobody(_ process: Int32) throws {
        let statuses = try statuses(of: process)
        #expect(statuses.count > 2)
        for status in statuses {
            #expect(status["Uid"] == "65534\t65534\t65534\t65534")
            #expect(status["Gid"] == "65534\t65534\t65534\t65534")
            #expect(status["Groups"] == "65534")
            #expect(status["NoNewPrivs"] == "1")
            // CAP_NET_BIND_SERVICE, and nothing else.
            for set in ["CapPrm", "CapEff", "CapInh", "CapAmb"] { #expect(status[set] == "0000000000000400", "\(set)") }
        }
    }

    @Test("every thread is the user, with one capability; certificates are made, reloads and upgrades work")
    func drops() async throws {
        let edge = try await start()
        try expectNobody(edge.child.identifier)
        #expect(try await ask(edge) == "here")
        var status = stat()
        unsafe stat(workshop.path("data"), &status)
        #expect(status.st_uid == Self.nobody)
        #expect(status.st_mode & 0o777 == 0o700)

        try write(user: "nobody", answer: "reloaded")
        let reloaded = try await workshop.runEdge(["reload", "--control", control])
        #expect(reloaded.status == 0, "\(reloaded.output)")
        #expect(try await ask(edge) == "reloaded")

        let upgraded = try await workshop.runEdge(["upgrade", "--control", control])
        #expect(upgraded.status == 0, "\(upgraded.output)")
        let successor = try #require(upgraded.output.split(separator: " ").compactMap { Int32($0) }.first)
        workshop.end(successor)
        try expectNobody(successor)
        #expect(try await ask(edge) == "reloaded")
    }

    /// Whether this machine lets root make a name space of mounts; inside a container it often does not.
    private static let mayMount = (try? Process.run(
        URL(fileURLWithPath: "/usr/bin/unshare"), arguments: ["--mount", "/bin/true"]))
        .map { process in
            process.waitUntilExit()
            return process.terminationStatus == 0
        } ?? false

    /// What the README's container is given: `--read-only --cap-drop=ALL --security-opt=no-new-privileges`, and a user of its own.
    @Test("under a read-only root, without a capability, it serves from its data folder alone", .enabled(if: mayMount))
    func hardened() async throws {
        try workshop.write("chat.internal {\n\trespond \"here\"\n}\n", to: "Edgefile")
        unsafe mkdir(workshop.path("data"), 0o700)
        unsafe chown(workshop.path("data"), Self.nobody, Self.nobody)
        let script = #"""
            mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec setpriv --reuid=65534 \
            --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
            """#
        let (https, http) = (Workshop.freePort(), Workshop.freePort())
        let control = workshop.path("data/edge.sock")
        let child = try workshop.start(
            "/usr/bin/unshare",
            [
                "--mount", "/bin/sh", "-c", script, workshop.path("data"), Workshop.edge, "run", "--control", control,
                "--https-port", "\(https)", "--http-port", "\(http)",
            ])
        _ = try await child.line { $0.contains(#""message":"ready""#) }
        for status in try statuses(of: child.identifier) {
            #expect(status["Uid"] == "65534\t65534\t65534\t65534")
            for set in ["CapPrm", "CapEff", "CapInh", "CapAmb", "CapBnd"] { #expect(status[set] == "0000000000000000", "\(set)") }
            #expect(status["NoNewPrivs"] == "1")
        }
        let mounts = try String(contentsOfFile: "/proc/\(child.identifier)/mounts", encoding: .utf8)
        let root = mounts.split(separator: "\n").last { $0.split(separator: " ")[1] == "/" }
        #expect(root?.contains(" ro,") == true, "\(mounts)")
        #expect(try await ask(EdgeChild(child: child, https: https, http: http)) == "here")
        #expect(try await workshop.runEdge(["status", "--check", "--control", control]).status == 0)
    }

    @Test("another user by reload is refused, and the edge goes on")
    func reload() async throws {
        let edge = try await start()
        try write(user: "daemon")
        let reloaded = try await workshop.runEdge(["reload", "--control", control])
        #expect(reloaded.status == 1)
        #expect(reloaded.output.contains("user daemon: this process runs as"), "\(reloaded.output)")
        #expect(try await ask(edge) == "here")
    }

    @Test("what cannot work is said at the start")
    func refusals() async throws {
        try write(user: "nobody-of-this-name")
        let unknown = try await workshop.runEdge(["run"])
        #expect(unknown.status == 1)
        #expect(unknown.output.contains("user nobody-of-this-name: there is no such user here"), "\(unknown.output)")

        try write(user: "nobody")
        unsafe mkdir(workshop.path("data"), 0o700)
        let owned = try await workshop.runEdge(["run"])
        #expect(owned.status == 1)
        #expect(owned.output.contains("belongs to root; hand it over with `chown -R nobody "), "\(owned.output)")

        unsafe rmdir(workshop.path("data"))
        try workshop.write("{\n\tuser nobody\n}\nhttp://chat.internal {\n\trespond \"here\"\n}\n", to: "Edgefile")
        let unprivileged = try await Child.run(
            "/usr/bin/setpriv",
            ["--reuid=1", "--clear-groups", Workshop.edge, "run", "--http-port", "0", "--https-port", "0"],
            environment: workshop.environment, folder: workshop.folder)
        #expect(unprivileged.status == 1)
        #expect(unprivileged.output.contains("user nobody: this process runs as"), "\(unprivileged.output)")
    }
}
