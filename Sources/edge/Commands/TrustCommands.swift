internal import ArgumentParser
internal import EdgeTLS

struct TrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Put the local authority's root into this machine's trust stores.",
        discussion: "Into the system's store, and into those of Chromium and Firefox (NSS) where certutil is installed.")

    @OptionGroup var stores: TrustStoreOptions

    func run() throws {
        do { try stores.change { $0.install($1, isDryRun: $2) } } catch { try fail(error) }
    }
}

struct UntrustCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "untrust", abstract: "Take the local authority's root out of this machine's trust stores.")

    @OptionGroup var stores: TrustStoreOptions

    func run() throws {
        do { try stores.change { $0.uninstall($1, isDryRun: $2) } } catch { try fail(error) }
    }
}

/// Which trust stores, and whether they are changed at all.
struct TrustStoreOptions: ParsableArguments {
    @Flag(name: .long, help: "Only the browsers' stores; the system's needs root.")
    var browsersOnly = false

    @Flag(name: .long, help: "Only say what would be done.")
    var dryRun = false

    @OptionGroup var place: PlaceOptions

    /// Says what became of every store; exit 1 when one failed.
    func change(_ body: (TrustStore, LocalAuthority, _ isDryRun: Bool) -> [TrustResult]) throws {
        let environment = Environment.process
        if dryRun, !CertificateMaterials.hasAuthority(in: try place.dataFolder()) {
            return print("There is no local authority yet; it would be made first.")
        }
        let authority = try CertificateMaterials(dataFolder: place.dataFolder()).authority()
        let stores = TrustStore(
            home: environment["HOME"] ?? "/root", path: environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin",
            systemRoot: browsersOnly ? nil : "")
        let results = body(stores, authority, dryRun)
        for result in results { print(result) }
        if results.contains(where: { $0.outcome == .failed }) { throw ExitStatus.cannotStart }
    }
}
