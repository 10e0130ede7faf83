import Testing

@testable import EdgeTLS

@Suite("Trust stores")
struct TrustStoreTests {
    let folder = TestFolder()

    private func authority() throws -> LocalAuthority {
        try LocalAuthority(storage: CertificateStorage(root: folder.file("data")), host: "box")
    }

    /// A program that writes its name and arguments to `calls`, and succeeds unless told to fail.
    private func install(_ program: String, failing word: String = "no-such-word") throws {
        try FileSystem.makeFolder(folder.file("bin"), mode: 0o700)
        let script = """
            #!/bin/sh
            echo "\(program) $*" >> \(folder.file("calls"))
            case "$*" in *\(word)*) echo trouble; exit 3;; esac
            case "$*" in *-N*) : > "${2#sql:}/cert9.db";; esac
            case "$*" in *-A*) : > "${2#sql:}/has-root";; *-D*) rm "${2#sql:}/has-root";; esac
            case "$*" in *-L*) test -e "${2#sql:}/has-root";; esac
            """
        try folder.write(Array(script.utf8), to: "bin/\(program)", mode: 0o700)
    }

    private var calls: [String] {
        let text = (try? FileSystem.read(folder.file("calls"))) ?? []
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Only programs of the test's own: the real folders for administration come behind.
    private func store() throws -> TrustStore {
        try FileSystem.makeFolder(folder.file("home"), mode: 0o700)
        return TrustStore(home: folder.file("home"), path: "\(folder.path)/bin:/bin", systemRoot: folder.file("system"))
    }

    @Test(
        "the root goes into the system's store, once, and out again",
        arguments: [
            ("/usr/local/share/ca-certificates", "update-ca-certificates", "update-ca-certificates --fresh"),
            ("/etc/pki/ca-trust/source/anchors", "update-ca-trust", "update-ca-trust extract"),
            ("/etc/ca-certificates/trust-source/anchors", "update-ca-trust", "update-ca-trust extract"),
        ])
    func system(place: String, program: String, removal: String) throws {
        let authority = try authority()
        try FileSystem.makeFolder(folder.file("system") + place, mode: 0o700)
        try install(program)
        let store = try store()
        let file = folder.file("system") + place + "/edge-local-authority.crt"
        #expect(store.install(authority, isDryRun: true)[0].outcome == .planned)
        #expect(!FileSystem.exists(file) && calls.isEmpty)
        #expect(store.install(authority)[0].outcome == .done)
        #expect(try FileSystem.read(file) == authority.rootPEM)
        #expect(store.install(authority)[0].outcome == .unchanged)
        #expect(calls.filter { $0.hasPrefix(program) }.count == 1)
        #expect(store.uninstall(authority)[0].outcome == .done)
        #expect(!FileSystem.exists(file))
        #expect(calls.last { $0.hasPrefix(program) } == removal)
        #expect(store.uninstall(authority)[0].outcome == .unchanged)
    }

    @Test("Chromium's database is made where it is missing, Firefox's profiles are found")
    func databases() throws {
        let authority = try authority()
        try install("certutil")
        let profile = folder.file("home/.mozilla/firefox/abc.default")
        try FileSystem.makeFolder(profile, mode: 0o700)
        try folder.write([], to: "home/.mozilla/firefox/abc.default/cert9.db")
        try FileSystem.makeFolder(folder.file("home/.mozilla/firefox/empty"), mode: 0o700)
        let store = try store()
        let folders = [folder.file("home/.pki/nssdb"), profile]
        #expect(store.install(authority, isDryRun: true)[1...2].map(\.outcome) == [.planned, .planned])
        #expect(store.install(authority)[1...2].map(\.outcome) == [.done, .done])
        #expect(store.install(authority)[1...2].map(\.store) == folders)
        #expect(store.install(authority)[1...2].map(\.outcome) == [.unchanged, .unchanged])
        #expect(calls.contains("certutil -d sql:\(folders[0]) -N --empty-password"))
        #expect(store.uninstall(authority)[1...2].map(\.outcome) == [.done, .done])
        #expect(store.uninstall(authority)[1...2].map(\.outcome) == [.unchanged, .unchanged])
    }

    @Test("a program that fails is quoted")
    func failing() throws {
        try install("certutil", failing: "-A")
        let result = try store().install(authority())[1]
        #expect(result.outcome == .failed)
        #expect(result.text == "certutil ended with 3: trouble\n")
    }

    @Test("what is missing is named, with the package that has it")
    func missing() throws {
        let store = TrustStore(home: folder.file("home"), path: folder.file("bin"), systemRoot: folder.file("system"))
        let results = try store.install(authority())
        #expect(results[0].outcome == .missing)
        #expect(results[0].text.contains("install ca-certificates"))
        #expect(results[1].outcome == .missing)
        #expect(results[1].text.contains("install libnss3-tools"))
    }

    @Test("the real certutil takes the root and lets it go", .enabled(if: TestFolder.programs.find("certutil") != nil))
    func realDatabase() throws {
        let authority = try authority()
        let store = TrustStore(home: folder.file("home"), path: "/usr/bin:/bin", systemRoot: folder.file("system"))
        #expect(store.install(authority)[1].outcome == .done)
        let database = "sql:" + folder.file("home/.pki/nssdb")
        let certutil = try #require(TestFolder.programs.find("certutil"))
        let nickname = TrustedRoot(authority).nickname
        #expect(TestFolder.programs.run(certutil, ["-d", database, "-V", "-u", "L", "-n", nickname]).succeeded)
        #expect(TestFolder.programs.run(certutil, ["-d", database, "-L"]).output.contains("C,,"))
        #expect(store.uninstall(authority)[1].outcome == .done)
        #expect(!TestFolder.programs.run(certutil, ["-d", database, "-L", "-n", nickname]).succeeded)
    }
}

@Suite("Other programs")
struct ChildProcessTests {
    @Test("are run with their arguments, and their end and output told")
    func outcome() {
        let programs = ChildProcess(path: "/usr/bin:/bin", environment: ["X=y"])
        #expect(
            programs.run("/bin/sh", ["-c", "echo \"$X $1\"; echo err >&2; exit 7", "sh", "a b"])
                == ChildProcess.Outcome(status: 7, output: "y a b\nerr\n"))
        #expect(programs.run("/bin/sh", ["-c", "kill -9 $$"]).status == 137)
        #expect(programs.run("/no/such/program", []).status == 127)
        #expect(programs.find("no-such-program") == nil)
    }
}
