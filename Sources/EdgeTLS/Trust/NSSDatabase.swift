/// One NSS database: the roots that Chromium (one for the user) or Firefox (one for a profile) trusts beside its own.
struct NSSDatabase {
    let folder: String
    let programs: ChildProcess

    /// The databases of a user. Chromium's is always among them: it is made where it is missing, for a fresh Chromium
    /// makes it only when it first needs it.
    static func folders(home: String) -> [String] {
        let optional = ["/.local/share/pki/nssdb", "/snap/chromium/current/.pki/nssdb"]
            .map { home + $0 }.filter { FileSystem.exists($0 + "/cert9.db") }
        let profiles = firefoxFolders.flatMap { folder in
            FileSystem.list(home + folder).map { "\(home)\(folder)/\($0)" }
        }
        return ["\(home)/.pki/nssdb"] + optional + profiles.filter { FileSystem.exists($0 + "/cert9.db") }
    }

    /// Package, snap, flatpak; and the place where newer ones go.
    private static let firefoxFolders = [
        "/.mozilla/firefox", "/snap/firefox/common/.mozilla/firefox",
        "/.var/app/org.mozilla.firefox/.mozilla/firefox", "/.config/mozilla/firefox",
    ]

    func install(_ certificate: TrustedRoot, isDryRun: Bool) -> TrustResult {
        guard let certutil = programs.find("certutil") else { return toolMissing }
        if has(certificate, certutil) { return result(.unchanged, "has the root already") }
        if isDryRun { return result(.planned, "would add \"\(certificate.nickname)\" with certutil") }
        if let failure = makeIfMissing(certutil) { return failure }
        // C: may sign certificates of servers; nothing for mail and code.
        let arguments = ["-d", database, "-A", "-t", "C,,", "-n", certificate.nickname, "-i", certificate.path]
        return outcome(of: programs.run(certutil, arguments), "trusts the root now")
    }

    func uninstall(_ certificate: TrustedRoot, isDryRun: Bool) -> TrustResult {
        guard exists else { return result(.unchanged, "is not there") }
        guard let certutil = programs.find("certutil") else { return toolMissing }
        guard has(certificate, certutil) else { return result(.unchanged, "does not have the root") }
        if isDryRun { return result(.planned, "would remove \"\(certificate.nickname)\" with certutil") }
        let arguments = ["-d", database, "-D", "-n", certificate.nickname]
        return outcome(of: programs.run(certutil, arguments), "does not have the root any more")
    }

    /// The prefix picks the format that browsers read.
    private var database: String { "sql:\(folder)" }

    private var exists: Bool { FileSystem.exists(folder + "/cert9.db") }

    private func has(_ certificate: TrustedRoot, _ certutil: String) -> Bool {
        exists && programs.run(certutil, ["-d", database, "-L", "-n", certificate.nickname]).succeeded
    }

    private func makeIfMissing(_ certutil: String) -> TrustResult? {
        guard !exists else { return nil }
        do { try FileSystem.makeFolder(folder, mode: 0o700) } catch { return result(.failed, "\(error)") }
        let made = programs.run(certutil, ["-d", database, "-N", "--empty-password"])
        return made.succeeded ? nil : outcome(of: made, "")
    }

    private func outcome(of outcome: ChildProcess.Outcome, _ text: String) -> TrustResult {
        outcome.succeeded
            ? result(.done, text) : result(.failed, "certutil ended with \(outcome.status): \(outcome.output)")
    }

    private var toolMissing: TrustResult {
        result(.missing, "certutil is not there; install libnss3-tools (Fedora: nss-tools, Arch: nss) and try again")
    }

    private func result(_ outcome: TrustResult.Outcome, _ text: String) -> TrustResult {
        TrustResult(store: folder, outcome: outcome, text: text)
    }
}
