/// The folder that a distribution builds its bundle of roots from.
struct SystemTrustStore {
    let root: String
    let programs: ChildProcess

    /// How a family of distributions does it.
    private struct Layout {
        let folder: String
        let program: String
        let arguments: [String]
        let removalArguments: [String]
    }

    /// Debian and Alpine; Fedora; Arch; openSUSE.
    private static let layouts = [
        Layout(
            folder: "/usr/local/share/ca-certificates", program: "update-ca-certificates", arguments: [],
            removalArguments: ["--fresh"]),
        Layout(
            folder: "/etc/pki/ca-trust/source/anchors", program: "update-ca-trust", arguments: ["extract"],
            removalArguments: ["extract"]),
        Layout(
            folder: "/etc/ca-certificates/trust-source/anchors", program: "update-ca-trust", arguments: ["extract"],
            removalArguments: ["extract"]),
        Layout(
            folder: "/etc/pki/trust/anchors", program: "update-ca-certificates", arguments: [], removalArguments: []),
    ]

    private static let name = "the system's trust store"

    private var layout: Layout? {
        Self.layouts.first { FileSystem.isFolder(root + $0.folder) && programs.find($0.program) != nil }
    }

    func install(_ certificate: TrustedRoot, isDryRun: Bool) -> TrustResult {
        guard let layout else { return nothingThere }
        let file = "\(root)\(layout.folder)/\(certificate.fileName)"
        if (try? FileSystem.read(file)) == certificate.pem {
            return result(.unchanged, "has the root already (\(file))")
        }
        if isDryRun { return result(.planned, "would write \(file) and run \(layout.program)") }
        do { try FileSystem.replace(file, with: certificate.pem, mode: 0o644) } catch {
            return failed(error, "edge trust")
        }
        return update(layout.program, layout.arguments, "trusts the root now (\(file))")
    }

    func uninstall(_ certificate: TrustedRoot, isDryRun: Bool) -> TrustResult {
        guard let layout else { return nothingThere }
        let file = "\(root)\(layout.folder)/\(certificate.fileName)"
        guard FileSystem.exists(file) else { return result(.unchanged, "does not have the root") }
        if isDryRun { return result(.planned, "would remove \(file) and run \(layout.program)") }
        do { try FileSystem.remove(file) } catch { return failed(error, "edge untrust") }
        return update(layout.program, layout.removalArguments, "does not have the root any more")
    }

    private func update(_ program: String, _ arguments: [String], _ text: String) -> TrustResult {
        guard let executable = programs.find(program) else { return nothingThere }
        let outcome = programs.run(executable, arguments)
        return outcome.succeeded
            ? result(.done, text) : result(.failed, "\(program) ended with \(outcome.status): \(outcome.output)")
    }

    private func failed(_ error: StorageError, _ command: String) -> TrustResult {
        result(.failed, "\(error); run it as root: sudo \(command)")
    }

    private var nothingThere: TrustResult {
        result(.missing, "was not found; install ca-certificates")
    }

    private func result(_ outcome: TrustResult.Outcome, _ text: String) -> TrustResult {
        TrustResult(store: Self.name, outcome: outcome, text: text)
    }
}
