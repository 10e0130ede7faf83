/// Puts the local authority's root into the places where programs look for roots, and takes it out again: the system's
/// store, and the NSS databases of Chromium and Firefox, which read no other on Linux.
///
/// Works on what is there and says in words what is not. All calls block and run other programs: for the control plane.
public struct TrustStore: Sendable {
    private let home: String
    private let systemRoot: String?
    private let programs: ChildProcess

    /// - Parameters:
    ///   - home: the folder of the user whose browsers are to trust the root.
    ///   - path: where programs are looked for, as in PATH.
    ///   - systemRoot: where the file system begins, for tests; `nil` leaves the system's store alone.
    public init(home: String, path: String, systemRoot: String? = "") {
        self.home = home
        self.systemRoot = systemRoot
        programs = ChildProcess(path: path, environment: ["HOME=\(home)"])
    }

    /// Makes every store that is there trust the root.
    ///
    /// - Parameters:
    ///   - authority: whose root it is.
    ///   - isDryRun: only say what would be done.
    public func install(_ authority: LocalAuthority, isDryRun: Bool = false) -> [TrustResult] {
        let root = TrustedRoot(authority)
        return system.map { $0.install(root, isDryRun: isDryRun) }
            + databases.map { $0.install(root, isDryRun: isDryRun) } + hints
    }

    /// Takes the root out of every store that has it.
    public func uninstall(_ authority: LocalAuthority, isDryRun: Bool = false) -> [TrustResult] {
        let root = TrustedRoot(authority)
        return system.map { $0.uninstall(root, isDryRun: isDryRun) }
            + databases.map { $0.uninstall(root, isDryRun: isDryRun) }
    }

    private var system: [SystemTrustStore] {
        systemRoot.map { [SystemTrustStore(root: $0, programs: programs)] } ?? []
    }

    private var databases: [NSSDatabase] {
        NSSDatabase.folders(home: home).map { NSSDatabase(folder: $0, programs: programs) }
    }

    private var hints: [TrustResult] {
        guard programs.find("certutil") != nil else { return [] }
        return [
            TrustResult(
                store: "browsers", outcome: .unchanged,
                text: "browsers that are running see the change after a restart")
        ]
    }
}

/// The root, as trust stores take it.
struct TrustedRoot {
    let pem: [UInt8]
    let path: String
    /// Under which browsers list it. The fingerprint tells it from an older root of the same machine.
    let nickname: String
    /// Of the file in the system's store; one root of ours there at a time.
    let fileName = "edge-local-authority.crt"

    init(_ authority: LocalAuthority) {
        pem = authority.rootPEM
        path = authority.rootPath
        nickname = "Edge Local Authority \(authority.root.fingerprint.prefix(16))"
    }
}
